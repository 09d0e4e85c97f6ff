import "server-only";
import { createHash } from "node:crypto";
import type { Canary } from "@/lib/contracts/health";
import { findDefences } from "@/lib/db/examinations";
import { announceDeadKeys } from "@/lib/db/probe-keys";
import { mintStagingKey } from "@/lib/images/object-key";
import type { AdminViewer } from "@/lib/images/viewer";
import { CANARY_FILETYPE, CANARY_PNG } from "@/lib/installation/canary";
import { ALL_DEFENCES } from "@/lib/installation/upload-defences";
import type { ObjectStorage } from "@/lib/storage/object-storage";
import { s3ObjectStorage } from "@/lib/storage/s3/s3-object-storage";

const URL_SECONDS = 60;

/** Presigns an upload of the canary, as any upload is presigned; its key is in the ledger first, and dead. */
export async function beginCanary({
  storage = s3ObjectStorage,
}: {
  viewer: AdminViewer;
  storage?: ObjectStorage;
}): Promise<Canary> {
  const bytes = Buffer.from(CANARY_PNG, "base64");
  const key = mintStagingKey();
  await announceDeadKeys([key]);
  const { url, headers } = await storage.signPut({
    key,
    filetype: CANARY_FILETYPE,
    sizeBytes: bytes.length,
    sha256: createHash("sha256").update(bytes).digest("base64"),
    md5: createHash("md5").update(bytes).digest("base64"),
    defences: (await findDefences(storage.describe())) ?? ALL_DEFENCES,
    expiresInSeconds: URL_SECONDS,
  });
  return { key, url, headers: { ...headers }, body: CANARY_PNG };
}
