import "server-only";
import { announceDeadKeys, isAnnouncedDeadKey } from "@/lib/db/probe-keys";
import { AppError } from "@/lib/errors";
import { isStagingKey, mintOriginalKey, parseObjectKey } from "@/lib/images/object-key";
import type { AdminViewer } from "@/lib/images/viewer";
import { CANARY_FILETYPE } from "@/lib/installation/canary";
import type { ObjectStorage } from "@/lib/storage/object-storage";
import { s3ObjectStorage } from "@/lib/storage/s3/s3-object-storage";

/** Copies the canary to where images lie, as registering does, and signs a URL that shows it. */
export async function showCanary({
  key: text,
  storage = s3ObjectStorage,
}: {
  viewer: AdminViewer;
  key: string;
  storage?: ObjectStorage;
}): Promise<{ key: string; url: string }> {
  const from = parseObjectKey(text);
  if (from === null || !isStagingKey(from) || !(await isAnnouncedDeadKey(from)))
    throw new AppError("upload_not_found");
  const key = mintOriginalKey(crypto.randomUUID(), "png");
  await announceDeadKeys([key]);
  const copied = await storage.copy({ from, to: key, filetype: CANARY_FILETYPE, cacheControl: "no-store" });
  if (!copied) throw new AppError("object_missing");
  const sign = await storage.openGetSigner();
  const { url } = sign({
    key,
    filetype: CANARY_FILETYPE,
    contentDisposition: "inline",
    purpose: "download",
    phaseKey: key,
  });
  return { key, url };
}
