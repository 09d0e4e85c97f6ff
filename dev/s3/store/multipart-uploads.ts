// The unfinished multipart uploads of one bucket and their parts. An upload is a folder with one record for itself and
// one for each part; it ends by `remove`, whether completed or aborted, and everything asked of it later finds nothing.
import { randomBytes } from "node:crypto";
import { existsSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { S3Error } from "../errors";
import type { ChecksumAlgorithm, ChecksumType, StoredChecksum } from "../payload/checksum";
import type { Blobs, Piece } from "./blobs";
import { readRecord, type DataFolder } from "./data-folder";
import { hasFields } from "./object-record";

export interface UploadRecord {
  readonly uploadId: string;
  readonly key: string;
  /** ISO 8601, whole seconds. */
  readonly initiated: string;
  readonly headers: Readonly<Record<string, string>>;
  /** What every part must come with, if anything. */
  readonly checksum: { readonly algorithm: ChecksumAlgorithm; readonly type: ChecksumType } | null;
}

export interface PartRecord {
  readonly partNumber: number;
  readonly piece: Piece;
  readonly etag: string;
  readonly lastModified: string;
  readonly checksum: StoredChecksum | null;
}

interface Upload {
  readonly record: UploadRecord;
  readonly parts: Map<number, PartRecord>;
}

export class MultipartUploads {
  readonly #data: DataFolder;
  readonly #blobs: Blobs;
  readonly #folder: string;
  readonly #uploads = new Map<string, Upload>();

  constructor(data: DataFolder, blobs: Blobs, folder: string) {
    this.#data = data;
    this.#blobs = blobs;
    this.#folder = folder;
    if (!existsSync(folder)) return;
    for (const uploadId of readdirSync(folder)) this.#load(uploadId);
  }

  all(): UploadRecord[] {
    return [...this.#uploads.values()].map((upload) => upload.record);
  }

  start(record: Omit<UploadRecord, "uploadId">): UploadRecord {
    const upload = { ...record, uploadId: randomBytes(24).toString("base64url") };
    this.#data.writeRecord(join(this.#folder, upload.uploadId, "upload.json"), upload);
    this.#uploads.set(upload.uploadId, { record: upload, parts: new Map() });
    return upload;
  }

  /** @throws S3Error NoSuchUpload, also when the upload is another key's */
  require(uploadId: string, key: string): UploadRecord {
    return this.#require(uploadId, key).record;
  }

  /** By part number. @throws S3Error NoSuchUpload */
  parts(uploadId: string, key: string): PartRecord[] {
    return [...this.#require(uploadId, key).parts.values()].sort((a, b) => a.partNumber - b.partNumber);
  }

  /** Adds or replaces a part, holding its piece. @throws S3Error NoSuchUpload when the upload has ended meanwhile */
  putPart(uploadId: string, key: string, part: PartRecord): void {
    const { parts } = this.#require(uploadId, key);
    const before = parts.get(part.partNumber);
    this.#data.writeRecord(join(this.#folder, uploadId, `${part.partNumber}.json`), part);
    this.#blobs.hold([part.piece]);
    parts.set(part.partNumber, part);
    if (before !== undefined) this.#blobs.release([before.piece]);
  }

  /** Ends the upload; parts that no object holds are gone with it. */
  remove(uploadId: string): void {
    const upload = this.#uploads.get(uploadId);
    if (upload === undefined) return;
    rmSync(join(this.#folder, uploadId, "upload.json"), { force: true });
    rmSync(join(this.#folder, uploadId), { recursive: true, force: true });
    this.#uploads.delete(uploadId);
    for (const part of upload.parts.values()) this.#blobs.release([part.piece]);
  }

  #require(uploadId: string, key: string): Upload {
    const upload = this.#uploads.get(uploadId);
    if (upload?.record.key !== key) throw new S3Error("NoSuchUpload", { details: { UploadId: uploadId } });
    return upload;
  }

  /** A folder without its upload.json was being removed, or begun, when the process died. */
  #load(uploadId: string): void {
    const folder = join(this.#folder, uploadId);
    if (!existsSync(join(folder, "upload.json"))) {
      rmSync(folder, { recursive: true, force: true });
      return;
    }
    const record = readRecord(join(folder, "upload.json"), isUploadRecord);
    const names = readdirSync(folder).filter((name) => name !== "upload.json");
    const parts = names.map((name) => readRecord(join(folder, name), isPartRecord));
    for (const part of parts) this.#blobs.hold([part.piece]);
    this.#uploads.set(uploadId, { record, parts: new Map(parts.map((part) => [part.partNumber, part])) });
  }
}

function isUploadRecord(value: unknown): value is UploadRecord {
  return hasFields(value, ["uploadId", "key", "initiated", "headers", "checksum"]);
}

function isPartRecord(value: unknown): value is PartRecord {
  return hasFields(value, ["partNumber", "piece", "etag", "lastModified", "checksum"]);
}
