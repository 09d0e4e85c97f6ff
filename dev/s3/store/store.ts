// Everything the server keeps: buckets by name, and the blobs that their objects share.
import { existsSync, mkdirSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { S3Error } from "../errors";
import { objectExpiry, uploadExpiry } from "../rules/lifecycle-rules";
import { Blobs } from "./blobs";
import { Bucket, isBucketRecord } from "./bucket";
import { DataFolder, readRecord } from "./data-folder";
import { lockFolder, type FolderLock } from "./folder-lock";
import { compareUtf8 } from "./key-index";
import { wholeSeconds } from "./object-record";

export class Store {
  readonly #data: DataFolder;
  readonly #lock: FolderLock;
  readonly #buckets = new Map<string, Bucket>();
  readonly blobs: Blobs;

  private constructor(data: DataFolder, lock: FolderLock) {
    this.#data = data;
    this.#lock = lock;
    this.blobs = new Blobs(data.blobs);
    for (const name of readdirSync(data.buckets)) this.#load(name);
  }

  /**
   * Reads every record below `dataDir`, which is made when it is not there, and removes what a killed process left
   * without one. @throws when another server has the folder
   */
  static async open(dataDir: string): Promise<Store> {
    mkdirSync(dataDir, { recursive: true });
    const lock = await lockFolder(dataDir);
    try {
      const store = new Store(new DataFolder(dataDir), lock);
      await store.blobs.removeUnheld();
      return store;
    } catch (error) {
      await lock.release();
      throw error;
    }
  }

  close(): Promise<void> {
    return this.#lock.release();
  }

  /** By name. */
  buckets(): Bucket[] {
    return [...this.#buckets.values()].sort((a, b) => compareUtf8(a.name, b.name));
  }

  find(name: string): Bucket | null {
    return this.#buckets.get(name) ?? null;
  }

  /** @throws S3Error NoSuchBucket */
  require(name: string): Bucket {
    const bucket = this.find(name);
    if (bucket === null) throw new S3Error("NoSuchBucket", { details: { BucketName: name } });
    return bucket;
  }

  create(name: string, now: Date): void {
    const record = { name, createdAt: wholeSeconds(now), cors: null, lifecycle: null };
    const bucket = new Bucket(this.#data, this.blobs, record);
    bucket.configure({});
    this.#buckets.set(name, bucket);
  }

  /** @throws S3Error BucketNotEmpty */
  remove(bucket: Bucket): void {
    if (bucket.objects.size > 0) throw new S3Error("BucketNotEmpty");
    bucket.remove();
    this.#buckets.delete(bucket.name);
  }

  /** Does what every bucket's lifecycle rules say is due at `now`; returns how much was removed. */
  runLifecycle(now: Date): { expiredObjects: number; abortedUploads: number } {
    let expiredObjects = 0;
    let abortedUploads = 0;
    for (const bucket of this.#buckets.values()) {
      const rules = bucket.settings.lifecycle ?? [];
      for (const { key, lastModified } of bucket.objects.records()) {
        const expiry = objectExpiry(rules, key, new Date(lastModified));
        if (expiry === null || expiry > now) continue;
        bucket.delete(key);
        expiredObjects += 1;
      }
      for (const { uploadId, key, initiated } of bucket.uploads.all()) {
        const expiry = uploadExpiry(rules, key, new Date(initiated));
        if (expiry === null || expiry > now) continue;
        bucket.uploads.remove(uploadId);
        abortedUploads += 1;
      }
    }
    return { expiredObjects, abortedUploads };
  }

  /** A folder without bucket.json was being removed, or begun, when the process died. */
  #load(name: string): void {
    const folder = join(this.#data.buckets, name);
    const path = join(folder, "bucket.json");
    if (!existsSync(path)) {
      rmSync(folder, { recursive: true, force: true });
      return;
    }
    this.#buckets.set(name, new Bucket(this.#data, this.blobs, readRecord(path, isBucketRecord)));
  }
}
