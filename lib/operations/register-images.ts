import "server-only";
import { claimUpload, commitRegistration, findUpload, rejectUpload, releaseUpload } from "@/lib/db/uploads";
import { findImage } from "@/lib/db/images";
import { env } from "@/lib/env";
import { AppError } from "@/lib/errors";
import { failpoint } from "@/lib/failpoint";
import { parseFilename } from "@/lib/images/filename";
import { sniffImageType } from "@/lib/images/formats/inspect-image";
import type { Image, Visibility } from "@/lib/images/image";
import { extensionOf } from "@/lib/images/media-type";
import { isStagingKey, mintOriginalKey, type ObjectKey, parseObjectKey } from "@/lib/images/object-key";
import { type Upload, type UploadProblem } from "@/lib/images/upload";
import { checkStoredSize } from "@/lib/images/verification";
import type { EditorViewer } from "@/lib/images/viewer";
import { enqueueObjectRemoval, enqueueVariants } from "@/lib/jobs/enqueue";
import { verifyObject } from "@/lib/storage/verify-object";
import { CACHE_CONTROL, type ObjectStorage } from "@/lib/storage/object-storage";
import { s3ObjectStorage } from "@/lib/storage/s3-object-storage";

export type Registration = {
  readonly key: string;
  readonly filename: string;
  readonly alt?: string | undefined;
  readonly title?: string | undefined;
  readonly visibility?: Visibility | undefined;
};

/** `isNew` is false when the upload had been registered before: the same image is answered again. */
export type Registered = { readonly image: Image; readonly isNew: boolean };

type Context = {
  readonly viewer: EditorViewer;
  readonly storage: ObjectStorage;
  readonly maxBytes: number;
  readonly signal: AbortSignal;
};

const PARALLEL = 6;
// Leaves room for the answer within the 8 s in which a broken store must become a 503.
const BUDGET_MS = 7_000;
// What has not begun by then is left for the next request: a slow store must not cost a batch its other answers.
const START_MS = 4_500;
const HEAD_BYTES = 64;

/**
 * Turns uploads whose objects are verified into images: each is copied to a key that never had a PUT URL, and the
 * copy is verified. Safe to repeat. The answers stand in the order of `registrations`, each an image or its error.
 */
export async function registerImages({
  viewer,
  registrations,
  storage = s3ObjectStorage,
  maxBytes = env().MAX_UPLOAD_BYTES,
}: {
  viewer: EditorViewer;
  registrations: readonly Registration[];
  storage?: ObjectStorage;
  maxBytes?: number;
}): Promise<(Registered | AppError)[]> {
  const context = { viewer, storage, maxBytes, signal: AbortSignal.timeout(BUDGET_MS) };
  const lastStart = performance.now() + START_MS;
  const answers: (Registered | AppError)[] = [];
  const queue = registrations.entries();
  const work = async () => {
    for (const [index, registration] of queue) {
      const isLate = performance.now() > lastStart;
      answers[index] = isLate ? noTimeLeft() : await registerOne(registration, context).catch(keepAppError);
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
  return new AppError("registration_in_progress", {
    retryAfterSeconds: 1,
    detail: "The other uploads of this request took all of its time. Register this one again.",
  });
}

async function registerOne(registration: Registration, context: Context): Promise<Registered> {
  const key = parseObjectKey(registration.key);
  const upload = key === null || !isStagingKey(key) ? null : await findUpload(key, context.viewer.id);
  if (upload === null) throw new AppError("upload_not_found");
  switch (upload.state) {
    case "registered":
      return replay(upload);
    case "rejected":
      throw refusal(upload.problem);
    case "expired":
      throw expired();
    case "issued":
    case "registering":
      return attempt(upload, registration, context);
  }
}

/** The answer of a registration that succeeded before; deleted stays deleted. */
async function replay(upload: Upload): Promise<Registered> {
  const image = upload.imageId === null ? null : await findImage(upload.imageId);
  if (image === null) throw new AppError("upload_not_found");
  return { image, isNew: false };
}

async function attempt(upload: Upload, registration: Registration, context: Context): Promise<Registered> {
  const { signal } = context;
  const head = await context.storage.readRange(upload.stagingKey, 0, HEAD_BYTES, { signal });
  if (head === null) {
    throw new AppError("object_missing", {
      detail: "Nothing was put to this key yet. Send the file, then register again.",
      retryAfterSeconds: 1,
    });
  }
  const filetype = sniffImageType(head.bytes) ?? upload.declared.filetype;
  const imageId = crypto.randomUUID();
  const originalKey = mintOriginalKey(imageId, extensionOf(filetype));
  failpoint("register.before-claim");
  const token = await claimUpload(upload.id, imageId, originalKey);
  if (token === null) return afterLostClaim(upload);
  failpoint("register.after-claim");
  try {
    const early = checkStoredSize(upload.declared, head.sizeBytes, context.maxBytes);
    if (early !== null) throw await reject(upload, token, early);
    const copied = await context.storage.copy(
      { from: upload.stagingKey, to: originalKey, filetype, cacheControl: CACHE_CONTROL },
      { signal },
    );
    failpoint("register.after-copy");
    if (!copied) throw new AppError("object_missing", { retryAfterSeconds: 1 });
    return await commitVerified({ upload, token, imageId, originalKey, registration }, context);
  } catch (error) {
    // A fault, not a refusal: the lease goes back, so that the next try need not wait for it to run out.
    if (!isFinal(error)) await release(upload, token, originalKey);
    throw error;
  }
}

type Attempt = {
  readonly upload: Upload;
  readonly token: number;
  readonly imageId: string;
  readonly originalKey: ObjectKey;
  readonly registration: Registration;
};

/** From here on nobody but us can have written the key: what is verified is what will be shown. */
async function commitVerified(
  { upload, token, imageId, originalKey, registration }: Attempt,
  { viewer, storage, maxBytes, signal }: Context,
): Promise<Registered> {
  const verdict = await verifyObject({
    storage,
    key: originalKey,
    declared: upload.declared,
    maxBytes,
    signal,
  });
  failpoint("register.after-verify");
  if (!verdict.ok) throw await reject(upload, token, verdict.problem);
  const { facts, inspected } = verdict;
  const image = await commitRegistration(viewer, upload, token, {
    id: imageId,
    kind: inspected.kind,
    key: originalKey,
    etag: facts.etag,
    filename: parseFilename(registration.filename),
    filetype: inspected.filetype,
    sizeBytes: facts.sizeBytes,
    sha256: facts.sha256,
    widthPx: inspected.widthPx,
    heightPx: inspected.heightPx,
    alt: registration.alt ?? "",
    title: registration.title ?? "",
    visibility: registration.visibility ?? "private",
  });
  failpoint("register.after-commit");
  return image === null ? afterLostClaim(upload) : { image, isNew: true };
}

/** Another attempt holds the upload or has ended it: its answer is ours. */
async function afterLostClaim(upload: Upload): Promise<Registered> {
  const current = await findUpload(upload.stagingKey, upload.ownerId);
  if (current?.state === "registered") return replay(current);
  if (current?.state === "rejected") throw refusal(current.problem);
  if (current?.state === "expired") throw expired();
  throw new AppError("registration_in_progress", {
    retryAfterSeconds: 1,
    detail: "Another request is registering this upload. Ask again in a moment.",
  });
}

async function release(upload: Upload, token: number, originalKey: ObjectKey): Promise<void> {
  failpoint("register.before-release");
  await releaseUpload(upload.id, token, originalKey).catch(() => undefined);
  failpoint("register.after-release");
}

async function reject(upload: Upload, token: number, problem: UploadProblem): Promise<AppError> {
  failpoint("register.before-reject");
  await rejectUpload(upload.id, token, problem);
  failpoint("register.after-reject");
  return refusal(problem);
}

function refusal(problem: UploadProblem | null): AppError {
  return problem === null
    ? new AppError("unsupported_content")
    : new AppError(problem.code, { detail: problem.detail });
}

function expired(): AppError {
  return new AppError("upload_expired", { detail: "It was not registered in time. Upload the file again." });
}

function isFinal(error: unknown): boolean {
  return (
    error instanceof AppError && (error.code === "content_mismatch" || error.code === "unsupported_content")
  );
}
