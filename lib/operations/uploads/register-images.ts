import "server-only";
import { findUpload } from "@/lib/db/uploads/uploads";
import { env } from "@/lib/env";
import { AppError } from "@/lib/errors";
import { failpoint } from "@/lib/failpoint";
import { kindOf } from "@/lib/images/media-type";
import { parseObjectKey } from "@/lib/images/object-key";
import { LARGE_BYTES, type Upload } from "@/lib/images/upload/upload";
import { policyOf, type UploadPolicy } from "@/lib/images/upload/upload-policy";
import type { EditorViewer } from "@/lib/images/viewer";
import { enqueueObjectRemoval, enqueueRegistration, enqueueVariants } from "@/lib/jobs/enqueue";
import { replay } from "@/lib/registration/finish-attempt";
import { registerMultipart } from "@/lib/registration/multipart";
import { requirePoster } from "@/lib/registration/poster";
import type { Context, Outcome, Registered, Registration } from "@/lib/registration/registration";
import { registerSinglePut } from "@/lib/registration/single-put";
import { expired, inProgress, refusalOf } from "@/lib/registration/upload-answers";
import type { ObjectStorage } from "@/lib/storage/object-storage";
import { s3ObjectStorage } from "@/lib/storage/s3/s3-object-storage";
import { announceOriginal } from "@/lib/variants/variant-makers";

const PARALLEL = 6;
// Leaves room for the answer within the 8 s in which a broken store must become a 503.
const BUDGET_MS = 7_000;
// What has not begun by then is left for the next request: a slow store must not cost a batch its other answers.
const START_MS = 4_500;
/** When to ask again for what a job is reading. */
const JOB_RETRY_SECONDS = 2;

/**
 * Turns uploads whose objects are verified into images: what had a PUT URL is copied to a key that never had one, and
 * what will be shown is read back. Safe to repeat. The answers stand in the order of `registrations`, each an image or
 * its error; a large object is read by a job, and answered with `registration_in_progress` until that is done.
 */
export async function registerImages({
  viewer,
  registrations,
  storage = s3ObjectStorage,
  policy = policyOf(env()),
  largeBytes = LARGE_BYTES,
}: {
  viewer: EditorViewer;
  registrations: readonly (Registration & { readonly key: string })[];
  storage?: ObjectStorage;
  policy?: UploadPolicy;
  largeBytes?: number;
}): Promise<(Registered | AppError)[]> {
  const signal = AbortSignal.timeout(BUDGET_MS);
  const context: Context = { viewer, storage, policy, signal, largeBytes, as: "request" };
  const lastStart = performance.now() + START_MS;
  const answers: (Registered | AppError)[] = [];
  const queue = registrations.entries();
  const work = async () => {
    for (const [index, registration] of queue) {
      const isLate = performance.now() > lastStart;
      answers[index] = isLate
        ? noTimeLeft()
        : await registerOne(registration.key, registration, context).catch(keepAppError);
    }
  };
  await Promise.all(Array.from({ length: PARALLEL }, work));
  // Staging keys are dead now, also those of refused uploads.
  await Promise.all([enqueueObjectRemoval(), enqueueVariants()]);
  failpoint("register.before-response");
  return answers;
}

function keepAppError(error: unknown): AppError {
  return error instanceof AppError ? error : new AppError("internal_error", { cause: error });
}

function noTimeLeft(): AppError {
  return inProgress("The other uploads of this request took all of its time. Register this one again.");
}

async function registerOne(text: string, registration: Registration, context: Context): Promise<Registered> {
  const key = parseObjectKey(text);
  const upload = key === null ? null : await findUpload(key, context.viewer.id);
  if (upload === null) throw new AppError("upload_not_found");
  switch (upload.state) {
    case "registered":
      return replay(upload);
    case "rejected":
      throw refusalOf(upload.problem);
    case "expired":
      throw expired();
    case "issued":
    case "registering": {
      const outcome = await register(upload, registration, context).catch((error: unknown) =>
        unlessOvertaken(upload, error),
      );
      if (outcome !== "handed_over") return outcome;
      await enqueueRegistration(upload.id);
      throw inProgress(
        "The file is being read to verify it. Ask again with the same body.",
        JOB_RETRY_SECONDS,
      );
    }
  }
}

/** Registering moves the object away: who finds it gone may only have come second. @throws `error`, where that is not so */
async function unlessOvertaken(upload: Upload, error: unknown): Promise<Registered> {
  const isGone =
    error instanceof AppError && (error.code === "object_missing" || error.code === "upload_expired");
  const current = isGone ? await findUpload(upload.stagingKey, upload.ownerId) : null;
  if (current?.state === "registered") return replay(current);
  throw error;
}

/** What was handed to a job stays with it. */
async function register(upload: Upload, registration: Registration, context: Context): Promise<Outcome> {
  if (upload.registration !== null) return "handed_over";
  if (kindOf(upload.declared.filetype) === "image" || registration.poster !== undefined) announceOriginal();
  if (registration.poster !== undefined) await requirePoster(registration.poster, context);
  return upload.multipart === null
    ? registerSinglePut(upload, registration, context)
    : registerMultipart(upload, upload.multipart, registration, context);
}
