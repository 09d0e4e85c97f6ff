// Conditional requests: when a write, a read or a copy may go ahead, given the object that is there.
import { notImplemented, S3Error } from "../errors";
import type { RequestHeaders } from "../request";
import type { ObjectRecord } from "../store/object-record";

/** Checked at the instant of the write, when nothing else can come between. */
export type WriteCondition = (current: ObjectRecord | undefined) => void;

/** `If-None-Match: *` and `If-Match` on a write. @throws S3Error NotImplemented for other forms, as S3 does. */
export function readWriteCondition(headers: RequestHeaders): WriteCondition {
  const noneMatch = headers.get("if-none-match");
  const match = headers.get("if-match");
  if (noneMatch !== undefined && match !== undefined)
    throw notImplemented("If-Match together with If-None-Match");
  if (noneMatch !== undefined && noneMatch !== "*")
    throw notImplemented("If-None-Match with an ETag on a write");
  if (noneMatch === undefined) return matchCondition(match ?? null);
  return (current) => {
    if (current !== undefined) throw failed("If-None-Match");
  };
}

/** The object must be there with one of these ETags, or with any for `*`; null asks for nothing. */
export function matchCondition(etags: string | null): WriteCondition {
  if (etags === null) return noCondition;
  return (current) => {
    if (current === undefined) throw new S3Error("NoSuchKey");
    if (!matches(etags, current.etag)) throw failed("If-Match");
  };
}

export const noCondition: WriteCondition = () => undefined;

/** Whether a read is answered in full or by 304. @throws S3Error PreconditionFailed */
export function checkReadConditions(
  headers: RequestHeaders,
  record: ObjectRecord,
): "changed" | "not modified" {
  const modifiedAt = Date.parse(record.lastModified);
  const match = headers.get("if-match");
  if (match !== undefined && !matches(match, record.etag)) throw failed("If-Match");
  const unmodifiedSince = readDate(headers.get("if-unmodified-since"));
  if (match === undefined && unmodifiedSince !== null && modifiedAt > unmodifiedSince) {
    throw failed("If-Unmodified-Since");
  }
  const noneMatch = headers.get("if-none-match");
  if (noneMatch !== undefined) return matches(noneMatch, record.etag) ? "not modified" : "changed";
  const modifiedSince = readDate(headers.get("if-modified-since"));
  return modifiedSince !== null && modifiedAt <= modifiedSince ? "not modified" : "changed";
}

/** The same four conditions on a copy's source; there is no 304 there. @throws S3Error PreconditionFailed */
export function checkCopySourceConditions(headers: RequestHeaders, source: ObjectRecord): void {
  const name = "x-amz-copy-source-if";
  const modifiedAt = Date.parse(source.lastModified);
  const match = headers.get(`${name}-match`);
  if (match !== undefined && !matches(match, source.etag)) throw failed(`${name}-match`);
  const unmodifiedSince = readDate(headers.get(`${name}-unmodified-since`));
  if (match === undefined && unmodifiedSince !== null && modifiedAt > unmodifiedSince) {
    throw failed(`${name}-unmodified-since`);
  }
  const noneMatch = headers.get(`${name}-none-match`);
  if (noneMatch !== undefined && matches(noneMatch, source.etag)) throw failed(`${name}-none-match`);
  const modifiedSince = readDate(headers.get(`${name}-modified-since`));
  if (noneMatch === undefined && modifiedSince !== null && modifiedAt <= modifiedSince) {
    throw failed(`${name}-modified-since`);
  }
}

/** Whether one of the entity tags in a header's list is this one. */
export function matches(list: string, etag: string): boolean {
  return list.split(",").some((entry) => {
    const tag = entry.trim().replace(/^W\//, "");
    return tag === "*" || tag === etag || tag === `"${etag}"`;
  });
}

function readDate(text: string | undefined): number | null {
  const time = text === undefined ? Number.NaN : Date.parse(text);
  return Number.isNaN(time) ? null : time;
}

function failed(condition: string): S3Error {
  return new S3Error("PreconditionFailed", { details: { Condition: condition } });
}
