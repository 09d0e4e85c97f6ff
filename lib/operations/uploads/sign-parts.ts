import "server-only";
import type { SignPartsResponse } from "@/lib/contracts/multipart";
import { findDefences } from "@/lib/db/examinations";
import { findUploadById } from "@/lib/db/uploads/uploads";
import { AppError } from "@/lib/errors";
import { countParts, partLength } from "@/lib/images/upload/multipart";
import { PART_URL_SECONDS } from "@/lib/images/upload/upload";
import type { EditorViewer } from "@/lib/images/viewer";
import { ALL_DEFENCES } from "@/lib/installation/upload-defences";
import { requireOpenParts } from "@/lib/registration/upload-answers";
import type { ObjectStorage } from "@/lib/storage/object-storage";
import { s3ObjectStorage } from "@/lib/storage/s3/s3-object-storage";

/**
 * Signs URLs for parts of the viewer's own upload, each for exactly its length, and for its MD5 where the store is
 * known to honour it. The answers stand in the order of
 * `partNumbers`. @throws AppError `upload_not_found` also for somebody else's
 */
export async function signParts({
  viewer,
  uploadId,
  partNumbers,
  checksums,
  storage = s3ObjectStorage,
}: {
  viewer: EditorViewer;
  uploadId: string;
  /** Counted from 1. */
  partNumbers: readonly number[];
  /** Base64 of each part's MD5, in the same order. */
  checksums?: readonly string[] | undefined;
  storage?: ObjectStorage;
}): Promise<SignPartsResponse> {
  const upload = requireOpenParts(await findUploadById(uploadId, viewer.id));
  const { key, multipartId, partSizeBytes, sizeBytes } = upload;
  const defences = checksums === undefined ? null : await findDefences(storage.describe());
  const { md5: honoursMd5 } = defences ?? ALL_DEFENCES;
  const signed = await Promise.all(
    partNumbers.map(async (partNumber, index) => {
      const length = partLength(sizeBytes, partSizeBytes, partNumber);
      if (length === null) throw noSuchPart(partNumber, countParts(sizeBytes, partSizeBytes));
      const part = await storage.multipart.signPart({
        key,
        multipartId,
        partNumber,
        sizeBytes: length,
        md5: honoursMd5 ? (checksums?.[index] ?? null) : null,
        expiresInSeconds: PART_URL_SECONDS,
      });
      return { partNumber, ...part };
    }),
  );
  const firstEnd = Math.min(...signed.map(({ expiresAt }) => expiresAt.getTime()));
  return {
    parts: signed.map(({ partNumber, url, headers }) => ({ partNumber, url, headers: { ...headers } })),
    expiresAt: new Date(firstEnd).toISOString(),
  };
}

function noSuchPart(partNumber: number, partCount: number): AppError {
  return new AppError("invalid_request", {
    detail: `There is no part ${partNumber}: this upload has ${partCount}.`,
  });
}
