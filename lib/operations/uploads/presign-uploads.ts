import "server-only";
import type { PresignMultipartResponse } from "@/lib/contracts/multipart";
import type { PresignUploadResponse } from "@/lib/contracts/upload";
import { findDefences } from "@/lib/db/examinations";
import { findDuplicates } from "@/lib/db/images/images";
import { insertUploads } from "@/lib/db/uploads/insert-uploads";
import { abandonUpload, recordMultipart } from "@/lib/db/uploads/multipart-uploads";
import { env } from "@/lib/env";
import { AppError } from "@/lib/errors";
import { failpoint } from "@/lib/failpoint";
import { readableVisibility } from "@/lib/images/access";
import { parseFilename } from "@/lib/images/filename";
import { kindOf } from "@/lib/images/media-type";
import { countParts } from "@/lib/images/upload/multipart";
import { draftMultipart, draftSinglePut, type NewUpload } from "@/lib/images/upload/new-upload";
import { explainRefusal, type Quota, quotaOf, type Refusal } from "@/lib/images/upload/quota";
import { PUT_URL_SECONDS } from "@/lib/images/upload/upload";
import { checkDeclaredFile, policyOf, type UploadPolicy } from "@/lib/images/upload/upload-policy";
import { ALL_DEFENCES, type UploadDefences } from "@/lib/installation/upload-defences";
import type { EditorViewer } from "@/lib/images/viewer";
import { CACHE_CONTROL, type ObjectStorage } from "@/lib/storage/object-storage";
import { s3ObjectStorage } from "@/lib/storage/s3/s3-object-storage";
import { announceOriginal } from "@/lib/variants/variant-makers";

/** A file as its owner declares it; sizes in bytes, checksums in base64. */
export type FileToUpload = {
  readonly filename: string;
  readonly filetype: string;
  readonly size?: number | undefined;
  readonly sha256?: string | undefined;
  readonly md5?: string | undefined;
  readonly onDuplicate: "allow" | "report";
  /** In parts; needs `size`. */
  readonly multipart?: boolean | undefined;
};

type Presigned = PresignUploadResponse | PresignMultipartResponse;

/**
 * Hands out presigned uploads. The ledger's rows are committed before anything is signed, and what was declared is
 * bound into each signature. The answers stand in the order of `files`; one refusal never fails its neighbours.
 */
export async function presignUploads({
  viewer,
  files,
  policy = policyOf(env()),
  quota = quotaOf(env()),
  storage = s3ObjectStorage,
  now = new Date(),
}: {
  viewer: EditorViewer;
  files: readonly FileToUpload[];
  policy?: UploadPolicy;
  quota?: Quota;
  storage?: ObjectStorage;
  now?: Date;
}): Promise<(Presigned | AppError)[]> {
  const asked = files.flatMap((file) =>
    file.onDuplicate === "report" && file.sha256 !== undefined ? [file.sha256] : [],
  );
  const [duplicates, defences] = await Promise.all([
    findDuplicates(asked, readableVisibility(viewer)),
    findDefences(storage.describe()),
  ]);
  const drafts = files.map((file) => draftUpload(file, viewer, policy, duplicates, now));
  const uploads = drafts.filter((draft): draft is NewUpload => !(draft instanceof AppError));
  failpoint("presign.before-insert");
  const refusals =
    uploads.length === 0
      ? new Map<NewUpload, Refusal>()
      : await insertUploads(viewer, uploads, quota, policy);
  failpoint("presign.after-commit");
  if (uploads.some((upload) => !refusals.has(upload) && kindOf(upload.declared.filetype) === "image"))
    announceOriginal();
  const answers = await Promise.all(
    drafts.map(async (draft) => {
      if (draft instanceof AppError) return draft;
      const refusal = refusals.get(draft);
      if (refusal !== undefined) return refuse(refusal, quota);
      return draft.partSizeBytes === null
        ? sign(draft, storage, defences ?? ALL_DEFENCES)
        : begin(draft, draft.partSizeBytes, storage).catch(keepAppError);
    }),
  );
  failpoint("presign.before-response");
  return answers;
}

function draftUpload(
  file: FileToUpload,
  viewer: EditorViewer,
  policy: UploadPolicy,
  duplicates: ReadonlyMap<string, string>,
  now: Date,
): NewUpload | AppError {
  const sizeBytes = file.size ?? null;
  const { filename, filetype, multipart } = file;
  const answer = checkDeclaredFile({ filename, filetype, sizeBytes, multipart }, policy);
  if (!answer.ok) return new AppError(answer.code, { detail: answer.detail });
  const imageId = file.onDuplicate === "report" ? duplicates.get(file.sha256 ?? "") : undefined;
  if (imageId !== undefined) {
    return new AppError("duplicate_image", {
      detail: "An image with exactly these bytes is already here.",
      extra: { imageId },
    });
  }
  const declared = {
    filename: parseFilename(filename),
    filetype: answer.filetype,
    sizeBytes,
    sha256: file.sha256 ?? null,
    md5: file.md5 ?? null,
  };
  return multipart === true && sizeBytes !== null
    ? draftMultipart(viewer.id, declared, sizeBytes, now)
    : draftSinglePut(viewer.id, declared, now);
}

function refuse(refusal: Refusal, quota: Quota): AppError {
  const detail = explainRefusal(refusal, quota);
  if (refusal.part !== "pending") return new AppError("quota_exceeded", { detail });
  return new AppError("too_many_requests", { detail, retryAfterSeconds: refusal.retryAfterSeconds });
}

async function sign(
  { id, stagingKey, declared }: NewUpload,
  storage: ObjectStorage,
  defences: UploadDefences,
): Promise<PresignUploadResponse> {
  const { method, url, headers, expiresAt } = await storage.signPut({
    key: stagingKey,
    filetype: declared.filetype,
    sizeBytes: declared.sizeBytes,
    sha256: declared.sha256,
    md5: declared.md5,
    defences,
    expiresInSeconds: PUT_URL_SECONDS,
  });
  return {
    url,
    key: stagingKey,
    uploadId: id,
    method,
    headers: { ...headers },
    expiresAt: expiresAt.toISOString(),
  };
}

/** Begins an upload in parts at the store. What a crash leaves there is found by its key, which is in the ledger. */
async function begin(
  { id, stagingKey: key, declared, expiresAt }: NewUpload,
  partSizeBytes: number,
  storage: ObjectStorage,
): Promise<PresignMultipartResponse> {
  try {
    const { filetype } = declared;
    const multipartId = await storage.multipart.begin({ key, filetype, cacheControl: CACHE_CONTROL });
    failpoint("multipart.after-begin");
    if (!(await recordMultipart(id, multipartId))) throw new AppError("upload_expired");
    failpoint("multipart.after-record");
  } catch (error) {
    // Nobody will ever hear of this upload: what it reserved of the quota goes back at once.
    await abandonUpload(id).catch(() => false);
    throw error;
  }
  return {
    uploadId: id,
    key,
    partSizeBytes,
    partCount: countParts(declared.sizeBytes ?? 0, partSizeBytes),
    expiresAt: expiresAt.toISOString(),
  };
}

function keepAppError(error: unknown): AppError {
  return error instanceof AppError ? error : new AppError("internal_error", { cause: error });
}
