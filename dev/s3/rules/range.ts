// The Range header: which bytes of an object a read is about. One range only, as S3 has it.
import { S3Error } from "../errors";

export interface ByteRange {
  readonly start: number;
  readonly bytes: number;
}

/**
 * Null when the whole object is meant: no header, or one that is not a single range of bytes, which HTTP says to ignore.
 * @throws S3Error InvalidRange when the range lies outside of the object
 */
export function readRange(header: string | undefined, objectBytes: number): ByteRange | null {
  const match = header === undefined ? null : /^bytes=(\d{0,18})-(\d{0,18})$/.exec(header.trim());
  if (match === null) return null;
  const [, first = "", last = ""] = match;
  if (first === "" && last === "") return null;
  if (first !== "" && last !== "" && Number(last) < Number(first)) return null;
  const start = first === "" ? Math.max(objectBytes - Number(last), 0) : Number(first);
  const end = first === "" || last === "" ? objectBytes : Math.min(Number(last) + 1, objectBytes);
  if (start >= end) {
    throw new S3Error("InvalidRange", {
      details: { RangeRequested: header ?? "", ActualObjectSize: String(objectBytes) },
      headers: { "Content-Range": `bytes */${objectBytes}` },
    });
  }
  return { start, bytes: end - start };
}

export function contentRange({ start, bytes }: ByteRange, objectBytes: number): string {
  return `bytes ${start}-${start + bytes - 1}/${objectBytes}`;
}
