import "server-only";
import { AppError } from "@/lib/errors";
import type { ObjectKey } from "@/lib/images/object-key";
import type { Upload, UploadProblem } from "@/lib/images/upload/upload";

/** What is said of an upload that cannot go on, or not yet. */

export function refusalOf(problem: UploadProblem | null): AppError {
  return problem === null
    ? new AppError("unsupported_content")
    : new AppError(problem.code, { detail: problem.detail });
}

export function expired(): AppError {
  return new AppError("upload_expired", {
    detail: "It was given up, or not registered in time. Upload the file again.",
  });
}

export function inProgress(detail: string, retryAfterSeconds = 1): AppError {
  return new AppError("registration_in_progress", { detail, retryAfterSeconds });
}

export type OpenParts = {
  readonly key: ObjectKey;
  readonly expiresAt: Date;
  /** What the store calls the upload. */
  readonly multipartId: string;
  readonly partSizeBytes: number;
  /** Of the whole file. */
  readonly sizeBytes: number;
};

/** An upload whose parts may still be sent. @throws AppError saying why they may not */
export function requireOpenParts(upload: Upload | null): OpenParts {
  if (upload === null) throw new AppError("upload_not_found");
  if (upload.state === "rejected") throw refusalOf(upload.problem);
  if (upload.state === "expired" || upload.expiresAt < new Date()) throw expired();
  const { multipart, declared, expiresAt, stagingKey: key } = upload;
  if (multipart === null || declared.sizeBytes === null) {
    throw new AppError("invalid_request", { detail: "This upload is a single PUT and has no parts." });
  }
  if (upload.state !== "issued") throw allArrived();
  if (multipart.multipartId === null) throw expired();
  const { multipartId, partSizeBytes } = multipart;
  return { key, expiresAt, multipartId, partSizeBytes, sizeBytes: declared.sizeBytes };
}

/** The parts are no more: they are the object now. */
export function allArrived(): AppError {
  return inProgress("All parts have arrived. Register the upload to be given its image.");
}
