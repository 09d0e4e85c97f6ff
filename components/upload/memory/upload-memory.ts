/** Uploads in parts that have begun and have not ended: what is needed to go on with them after a reload. */
import type { PresignedParts } from "../transport/upload-api";

export type RememberedUpload = PresignedParts & {
  readonly filename: string;
  /** As it was declared. */
  readonly filetype: string;
  /** Bytes. */
  readonly sizeBytes: number;
  /** Milliseconds since 1970, as the file system says. */
  readonly lastModified: number;
  /** Of the whole file, in base64; null where the browser could not compute it. */
  readonly sha256: string | null;
};

export interface UploadMemory {
  /** Those that no page is at. */
  unfinished(): Promise<readonly RememberedUpload[]>;
  /** This page is at it now. May be told again. */
  remember(upload: RememberedUpload): void;
  forget(uploadId: string): void;
}

/** Whether a file is the one of which a part is in the bucket: by its content when both digests are known. */
export function isSameFile(upload: RememberedUpload, file: File, sha256: string | null): boolean {
  if (upload.sizeBytes !== file.size) return false;
  if (upload.sha256 !== null && sha256 !== null) return upload.sha256 === sha256;
  return upload.filename === file.name && upload.lastModified === file.lastModified;
}
