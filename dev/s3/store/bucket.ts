// One bucket: its settings, its objects and its unfinished multipart uploads. Every change is on disk before it is seen.
import { rmSync } from "node:fs";
import { join } from "node:path";
import { S3Error } from "../errors";
import { noCondition, type WriteCondition } from "../rules/conditions";
import type { CorsRule } from "../rules/cors-rules";
import type { LifecycleRule } from "../rules/lifecycle-rules";
import type { Blobs } from "./blobs";
import { hashedPath, listRecords, readRecord, removeRecord, type DataFolder } from "./data-folder";
import { KeyIndex } from "./key-index";
import { hasFields, isObjectRecord, type ObjectRecord } from "./object-record";
import { MultipartUploads } from "./multipart-uploads";

export interface BucketRecord {
  readonly name: string;
  readonly createdAt: string;
  readonly cors: readonly CorsRule[] | null;
  readonly lifecycle: readonly LifecycleRule[] | null;
  /** Absent as long as nobody changed it: then as AWS makes new buckets. Null when it was deleted. */
  readonly publicAccessBlock?: PublicAccessBlock | null;
  /** The same. */
  readonly ownership?: ObjectOwnership | null;
  readonly bucketKeyEnabled?: boolean;
}

export interface PublicAccessBlock {
  readonly BlockPublicAcls: boolean;
  readonly IgnorePublicAcls: boolean;
  readonly BlockPublicPolicy: boolean;
  readonly RestrictPublicBuckets: boolean;
}

export type ObjectOwnership = "BucketOwnerEnforced" | "BucketOwnerPreferred" | "ObjectWriter";

export function isBucketRecord(value: unknown): value is BucketRecord {
  return hasFields(value, ["name", "createdAt", "cors", "lifecycle"]);
}

export class Bucket {
  readonly #data: DataFolder;
  readonly #blobs: Blobs;
  readonly #folder: string;
  readonly #objects: KeyIndex<ObjectRecord>;
  #record: BucketRecord;
  #removed = false;
  readonly uploads: MultipartUploads;

  /** Loads what the folder holds; `bucket.json` in it is what makes a folder a bucket. */
  constructor(data: DataFolder, blobs: Blobs, record: BucketRecord) {
    this.#data = data;
    this.#blobs = blobs;
    this.#folder = join(data.buckets, record.name);
    this.#record = record;
    const objects = listRecords(join(this.#folder, "objects")).map((path) =>
      readRecord(path, isObjectRecord),
    );
    for (const object of objects) blobs.hold(object.pieces);
    this.#objects = new KeyIndex(objects.map((object) => [object.key, object]));
    this.uploads = new MultipartUploads(data, blobs, join(this.#folder, "uploads"));
  }

  get name(): string {
    return this.#record.name;
  }

  get settings(): BucketRecord {
    return this.#record;
  }

  get objects(): KeyIndex<ObjectRecord> {
    return this.#objects;
  }

  configure(change: Partial<Omit<BucketRecord, "name" | "createdAt">>): void {
    this.#requirePresent();
    const record = { ...this.#record, ...change };
    this.#data.writeRecord(join(this.#folder, "bucket.json"), record);
    this.#record = record;
  }

  /**
   * Makes the record the object at its key. The bucket takes its own hold of the pieces.
   * @throws what `condition` throws; nothing has changed then
   */
  put(record: ObjectRecord, condition: WriteCondition): void {
    this.#requirePresent();
    const before = this.#objects.get(record.key);
    condition(before);
    this.#data.writeRecord(hashedPath(join(this.#folder, "objects"), record.key), record);
    this.#blobs.hold(record.pieces);
    this.#objects.set(record.key, record);
    if (before !== undefined) this.#blobs.release(before.pieces);
  }

  /** Deleting what is not there is no error, unless the condition says so. */
  delete(key: string, condition: WriteCondition = noCondition): void {
    const before = this.#objects.get(key);
    condition(before);
    if (before === undefined) return;
    removeRecord(hashedPath(join(this.#folder, "objects"), key));
    this.#objects.delete(key);
    this.#blobs.release(before.pieces);
  }

  /** Only for an empty bucket. `bucket.json` goes first: without it the folder is nothing at the next start. */
  remove(): void {
    this.#removed = true;
    for (const upload of this.uploads.all()) this.uploads.remove(upload.uploadId);
    removeRecord(join(this.#folder, "bucket.json"));
    rmSync(this.#folder, { recursive: true, force: true });
  }

  /** A body may have been on its way while its bucket was deleted. */
  #requirePresent(): void {
    if (this.#removed) throw new S3Error("NoSuchBucket", { details: { BucketName: this.name } });
  }
}
