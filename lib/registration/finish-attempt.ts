import "server-only";
import { findImage } from "@/lib/db/images/images";
import { commitRegistration } from "@/lib/db/uploads/commit-registration";
import { findUpload, rejectUpload, releaseUpload } from "@/lib/db/uploads/uploads";
import { AppError } from "@/lib/errors";
import { failpoint } from "@/lib/failpoint";
import { parseFilename } from "@/lib/images/filename";
import type { ObjectKey } from "@/lib/images/object-key";
import type { Upload, UploadProblem } from "@/lib/images/upload/upload";
import { verifyObject } from "@/lib/storage/verify-object";
import { copyPoster } from "./poster";
import { hashObject } from "./hash-object";
import type { Attempt, Context, Outcome, Registered, Registration } from "./registration";
import { expired, inProgress, refusalOf } from "./upload-answers";

/** How every attempt at registering ends, whichever way the object came to its final key. */

/** The object at its final key, which nobody but us can have written or write: what is verified is what will be shown. */
export async function commitVerified(
  { upload, token }: Attempt,
  { imageId, key }: { readonly imageId: string; readonly key: ObjectKey },
  registration: Registration,
  context: Context,
): Promise<Registered> {
  const { viewer, storage, policy, signal } = context;
  const { declared } = upload;
  const hash = hashObject({ upload, token }, context);
  const verdict = await verifyObject({ storage, key, declared, policy, signal, hash });
  failpoint("register.after-verify");
  if (!verdict.ok) throw await reject({ upload, token }, verdict.problem);
  const { facts, inspected } = verdict;
  const wanted = inspected.kind === "video" ? registration.poster : undefined;
  const poster = wanted === undefined ? null : await copyPoster({ upload, token }, imageId, wanted, context);
  const image = await commitRegistration(viewer, upload, token, {
    id: imageId,
    kind: inspected.kind,
    key,
    etag: facts.etag,
    filename: parseFilename(registration.filename),
    filetype: inspected.filetype,
    sizeBytes: facts.sizeBytes,
    sha256: facts.sha256,
    widthPx: inspected.widthPx,
    heightPx: inspected.heightPx,
    durationMs: inspected.durationMs,
    poster,
    alt: registration.alt ?? "",
    title: registration.title ?? "",
    visibility: registration.visibility ?? "private",
  });
  failpoint("register.after-commit");
  return image === null ? afterLostClaim(upload) : { image, isNew: true };
}

/** Refuses the upload for good; gives the error to throw. */
export async function reject({ upload, token }: Attempt, problem: UploadProblem): Promise<AppError> {
  failpoint("register.before-reject");
  await rejectUpload(upload.id, token, problem);
  failpoint("register.after-reject");
  return refusalOf(problem);
}

/** Runs what an attempt does. After a fault the lease goes back, so that the next try need not wait for its end. */
export async function releasingOnFault(
  { upload, token }: Attempt,
  key: ObjectKey,
  work: () => Promise<Outcome>,
): Promise<Outcome> {
  try {
    return await work();
  } catch (error) {
    if (isFinal(error)) throw error;
    failpoint("register.before-release");
    await releaseUpload(upload, token, key).catch(() => undefined);
    failpoint("register.after-release");
    throw error;
  }
}

function isFinal(error: unknown): boolean {
  return (
    error instanceof AppError && (error.code === "content_mismatch" || error.code === "unsupported_content")
  );
}

/** Another attempt holds the upload or has ended it: its answer is ours. */
export async function afterLostClaim(upload: Upload): Promise<Registered> {
  const current = await findUpload(upload.stagingKey, upload.ownerId);
  if (current?.state === "registered") return replay(current);
  if (current?.state === "rejected") throw refusalOf(current.problem);
  if (current?.state === "expired") throw expired();
  throw inProgress("Another request is registering this upload. Ask again in a moment.");
}

/** The answer of a registration that succeeded before; deleted stays deleted. */
export async function replay(upload: Upload): Promise<Registered> {
  const image = upload.imageId === null ? null : await findImage(upload.imageId);
  if (image === null) throw new AppError("upload_not_found");
  return { image, isNew: false };
}
