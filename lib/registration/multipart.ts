import "server-only";
import { handOver } from "@/lib/db/uploads/handed-over";
import { claimMultipart } from "@/lib/db/uploads/multipart-uploads";
import { AppError } from "@/lib/errors";
import { failpoint } from "@/lib/failpoint";
import { countParts } from "@/lib/images/upload/multipart";
import { imageIdOf } from "@/lib/images/object-key";
import type { Multipart, Upload } from "@/lib/images/upload/upload";
import { afterLostClaim, commitVerified, releasingOnFault } from "./finish-attempt";
import { holdLease } from "./hold-lease";
import { type Context, keepRegistration, type Outcome, type Registration } from "./registration";
import { expired } from "./upload-answers";

/**
 * Registers an upload in parts, which lies at its final key: the parts are put together, with which their URLs die, and
 * then the object is verified. Every attempt uses the same key, and none removes it but by refusing the upload.
 */
export async function registerMultipart(
  upload: Upload,
  multipart: Multipart,
  registration: Registration,
  context: Context,
): Promise<Outcome> {
  requireAllParts(upload, multipart, registration);
  const key = upload.stagingKey;
  failpoint("register.before-claim");
  const token = await claimMultipart(upload.id);
  failpoint("register.after-claim");
  if (token === null) return afterLostClaim(upload);
  const attempt = { upload, token };
  return releasingOnFault(attempt, key, async () => {
    await putTogether(upload, multipart, registration, context);
    failpoint("multipart.after-complete");
    if (context.as === "request" && (upload.declared.sizeBytes ?? 0) > context.largeBytes) {
      const isHandedOver = await handOver(upload.id, token, keepRegistration(registration, context));
      failpoint("multipart.after-hand-over");
      return isHandedOver ? "handed_over" : afterLostClaim(upload);
    }
    const imageId = imageIdOf(key);
    return holdLease(attempt, context, (held) =>
      commitVerified(attempt, { imageId, key }, registration, held),
    );
  });
}

function requireAllParts(upload: Upload, { partSizeBytes }: Multipart, { parts }: Registration): void {
  const partCount = countParts(upload.declared.sizeBytes ?? 0, partSizeBytes);
  if (parts === undefined || parts.length === partCount) return;
  throw new AppError("invalid_request", {
    detail: `This upload has ${partCount} parts; ${parts.length} are listed.`,
  });
}

/** Asked again after it succeeded, a store knows of no such upload: then the object is there. */
async function putTogether(
  { stagingKey }: Upload,
  { multipartId }: Multipart,
  { parts }: Registration,
  { storage, signal }: Context,
): Promise<void> {
  if (multipartId === null) throw expired();
  const outcome =
    parts === undefined
      ? "gone"
      : await storage.multipart.complete(stagingKey, multipartId, parts, { signal });
  if (outcome === "completed") return;
  if (outcome === "wrong_parts") {
    throw new AppError("object_missing", {
      detail:
        "A part never arrived, or is another than listed. Ask which parts there are, send the others again.",
      retryAfterSeconds: 1,
    });
  }
  if ((await storage.head(stagingKey, { signal })) !== null) return;
  if (parts !== undefined) throw expired();
  throw new AppError("object_missing", {
    detail: "The parts were not put together yet: list all of them in `parts`.",
  });
}
