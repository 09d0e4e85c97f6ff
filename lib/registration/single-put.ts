import "server-only";
import { handOver } from "@/lib/db/uploads/handed-over";
import { claimUpload } from "@/lib/db/uploads/uploads";
import { AppError } from "@/lib/errors";
import { failpoint } from "@/lib/failpoint";
import { sniffImageType } from "@/lib/images/formats/inspect-image";
import { extensionOf, kindOf } from "@/lib/images/media-type";
import { mintOriginalKey } from "@/lib/images/object-key";
import type { Upload } from "@/lib/images/upload/upload";
import { checkStoredSize, WITHHELD } from "@/lib/images/verification";
import { readFirstBytes } from "@/lib/storage/first-bytes";
import { CACHE_CONTROL } from "@/lib/storage/object-storage";
import { afterLostClaim, commitVerified, reject, releasingOnFault } from "./finish-attempt";
import { holdLease } from "./hold-lease";
import { type Context, keepRegistration, type Outcome, type Registration } from "./registration";

const HEAD_BYTES = 64;

/**
 * Registers an upload that was put with one URL, which may still write the staging key: the object is copied to a key
 * of this attempt's own, which never had a URL, and the copy is verified.
 */
export async function registerSinglePut(
  upload: Upload,
  registration: Registration,
  context: Context,
): Promise<Outcome> {
  if (registration.parts !== undefined) {
    throw new AppError("invalid_request", { detail: "This upload is a single PUT and has no parts." });
  }
  const { storage, policy, signal } = context;
  const head = await readFirstBytes(storage, upload.stagingKey, HEAD_BYTES, { signal });
  if (head === null) {
    throw new AppError("object_missing", {
      detail: "Nothing was put to this key yet. Send the file, then register again.",
      retryAfterSeconds: 1,
    });
  }
  const isWithheld = head === "withheld";
  const filetype = (isWithheld ? null : sniffImageType(head.bytes)) ?? upload.declared.filetype;
  const maxBytes = policy.maxBytes[kindOf(filetype)];
  const problem = isWithheld ? WITHHELD : checkStoredSize(upload.declared, head.sizeBytes, maxBytes);
  if (!isWithheld && problem === null && context.as === "request" && head.sizeBytes > context.largeBytes) {
    const isHandedOver = await handOver(upload.id, null, keepRegistration(registration, context));
    return isHandedOver ? "handed_over" : afterLostClaim(upload);
  }
  const imageId = crypto.randomUUID();
  const key = mintOriginalKey(imageId, extensionOf(filetype));
  failpoint("register.before-claim");
  const token = await claimUpload(upload.id, imageId, key);
  failpoint("register.after-claim");
  if (token === null) return afterLostClaim(upload);
  const attempt = { upload, token };
  return releasingOnFault(attempt, key, async () => {
    if (problem !== null) throw await reject(attempt, problem);
    return holdLease(attempt, context, async (held) => {
      const request = { from: upload.stagingKey, to: key, filetype, cacheControl: CACHE_CONTROL };
      const copied = await storage.copy(request, { signal: held.signal, patient: held.as === "job" });
      failpoint("register.after-copy");
      if (!copied) throw new AppError("object_missing", { retryAfterSeconds: 1 });
      return commitVerified(attempt, { imageId, key }, registration, held);
    });
  });
}
