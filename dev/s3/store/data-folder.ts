// The folder that everything lives in, and the one way a record is written: beside its place, then renamed into it.
// The calls are synchronous on purpose: nothing else can run between the check of a condition and the write that it
// guards, which is what makes conditional writes exact. They survive a killed process, not a power cut: no fsync.
import { createHash, randomUUID } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

export class DataFolder {
  readonly root: string;
  readonly blobs: string;
  readonly buckets: string;
  readonly #temporary: string;

  /** Makes the folder when it is not there, and removes what a killed process left half written. */
  constructor(root: string) {
    this.root = root;
    this.blobs = join(root, "blobs");
    this.buckets = join(root, "buckets");
    this.#temporary = join(root, "tmp");
    rmSync(this.#temporary, { recursive: true, force: true });
    for (const folder of [this.blobs, this.buckets, this.#temporary]) mkdirSync(folder, { recursive: true });
  }

  /** Replaces the record at `path` whole, making its folder: a reader sees the old one or the new one. */
  writeRecord(path: string, record: object): void {
    mkdirSync(dirname(path), { recursive: true });
    const temporary = join(this.#temporary, randomUUID());
    writeFileSync(temporary, JSON.stringify(record));
    renameSync(temporary, path);
  }
}

/** The place of a key's record: names are hashed, so that any key fits any file system and "f" and "f/g" coexist. */
export function hashedPath(folder: string, name: string): string {
  const hash = createHash("sha256").update(name).digest("hex");
  return join(folder, hash.slice(0, 2), `${hash}.json`);
}

/** @throws when the file is no JSON, naming it: it was not written by us, or the disk is damaged. */
export function readRecord<T>(path: string, isRecord: (value: unknown) => value is T): T {
  const value: unknown = JSON.parse(readFileSync(path, "utf8"));
  if (!isRecord(value)) throw new Error(`${path} is not a record of this server.`);
  return value;
}

export function removeRecord(path: string): void {
  rmSync(path, { force: true });
}

/** Every file below `folder`, two levels deep at most. */
export function listRecords(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? readdirSync(path).map((name) => join(path, name)) : [path];
  });
}
