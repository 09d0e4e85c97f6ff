// What is kept of one object, as its file on disk holds it.
import type { StoredChecksum } from "../payload/checksum";
import type { Piece } from "./blobs";

export interface ObjectRecord {
  readonly key: string;
  /** One for a simple object, one a part for a multipart one. */
  readonly pieces: readonly Piece[];
  readonly bytes: number;
  /** Without quotes: the MD5 in hex, or `<md5 of the parts' md5>-N`. */
  readonly etag: string;
  /** ISO 8601, whole seconds. */
  readonly lastModified: string;
  /** The headers that come back with it, by lower-case name: content-type, cache-control, x-amz-meta-* and so on. */
  readonly headers: Readonly<Record<string, string>>;
  readonly checksum: StoredChecksum | null;
  readonly multipart: boolean;
}

export function isObjectRecord(value: unknown): value is ObjectRecord {
  return hasFields(value, [
    "key",
    "pieces",
    "bytes",
    "etag",
    "lastModified",
    "headers",
    "checksum",
    "multipart",
  ]);
}

/** Records are only ever written by this server; the check is against foreign files and older formats. */
export function hasFields(value: unknown, names: readonly string[]): boolean {
  return typeof value === "object" && value !== null && names.every((name) => Object.hasOwn(value, name));
}

/** S3 keeps whole seconds, which is what fits in a Last-Modified header. */
export function wholeSeconds(date: Date): string {
  return new Date(Math.floor(date.getTime() / 1000) * 1000).toISOString();
}
