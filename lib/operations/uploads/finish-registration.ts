import "server-only";
import { findHandedOver } from "@/lib/db/uploads/uploads";
import { env } from "@/lib/env";
import { AppError, type ErrorCode } from "@/lib/errors";
import { policyOf, type UploadPolicy } from "@/lib/images/upload/upload-policy";
import { enqueueObjectRemoval, enqueueVariants } from "@/lib/jobs/enqueue";
import { log } from "@/lib/log";
import { registerMultipart } from "@/lib/registration/multipart";
import { type Context, viewerOf } from "@/lib/registration/registration";
import { registerSinglePut } from "@/lib/registration/single-put";
import type { ObjectStorage } from "@/lib/storage/object-storage";
import { s3ObjectStorage } from "@/lib/storage/s3/s3-object-storage";

/** Outcomes that trying again does not change: the upload says itself what became of it, or another attempt has it. */
const SETTLED = new Set<ErrorCode>([
  "content_mismatch",
  "unsupported_content",
  "upload_expired",
  "upload_not_found",
  "registration_in_progress",
]);

/**
 * Goes on with a registration that a request handed over, as whoever asked for it. Safe to repeat, and safe to be killed:
 * its lease ends, and the next takes up the reading where it stopped. @throws AppError for a fault that may pass
 */
export async function finishRegistration({
  uploadId,
  storage = s3ObjectStorage,
  policy = policyOf(env()),
}: {
  uploadId: string;
  storage?: ObjectStorage;
  policy?: UploadPolicy;
}): Promise<void> {
  const upload = await findHandedOver(uploadId);
  if (
    upload === null ||
    upload.registration === null ||
    (upload.state !== "issued" && upload.state !== "registering")
  )
    return;
  const { registration } = upload;
  const { signal } = new AbortController();
  const context: Context = {
    viewer: viewerOf(registration),
    storage,
    policy,
    signal,
    largeBytes: 0,
    as: "job",
  };
  try {
    await (upload.multipart === null
      ? registerSinglePut(upload, registration, context)
      : registerMultipart(upload, upload.multipart, registration, context));
  } catch (error) {
    if (!(error instanceof AppError) || !SETTLED.has(error.code)) throw error;
    log.info({ operation: "finish-registration", uploadId, outcome: error.code });
  }
  await Promise.all([enqueueObjectRemoval(), enqueueVariants()]);
}
