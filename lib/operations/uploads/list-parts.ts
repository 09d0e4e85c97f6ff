import "server-only";
import type { UploadPartsResponse } from "@/lib/contracts/multipart";
import { findUploadById } from "@/lib/db/uploads/uploads";
import { countParts } from "@/lib/images/upload/multipart";
import type { EditorViewer } from "@/lib/images/viewer";
import { allArrived, expired, requireOpenParts } from "@/lib/registration/upload-answers";
import type { ObjectStorage } from "@/lib/storage/object-storage";
import { s3ObjectStorage } from "@/lib/storage/s3/s3-object-storage";

/** The parts of the viewer's own upload that the bucket has. @throws AppError `upload_not_found` also for another's */
export async function listParts({
  viewer,
  uploadId,
  storage = s3ObjectStorage,
}: {
  viewer: EditorViewer;
  uploadId: string;
  storage?: ObjectStorage;
}): Promise<UploadPartsResponse> {
  const upload = await findUploadById(uploadId, viewer.id);
  const { key, expiresAt, multipartId, partSizeBytes, sizeBytes } = requireOpenParts(upload);
  const parts = await storage.multipart.listParts(key, multipartId);
  if (parts === null) throw (await storage.head(key)) === null ? expired() : allArrived();
  return {
    parts: parts.map((part) => ({ partNumber: part.partNumber, size: part.sizeBytes, etag: part.etag })),
    partSizeBytes,
    partCount: countParts(sizeBytes, partSizeBytes),
    expiresAt: expiresAt.toISOString(),
  };
}
