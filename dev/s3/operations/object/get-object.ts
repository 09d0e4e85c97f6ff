import { emptyAnswer, type AnswerStream, type S3Answer } from "../../answer";
import { S3Error } from "../../errors";
import type { S3Request } from "../../request";
import { checkReadConditions, matches } from "../../rules/conditions";
import { checksumHeaders, readAnswerHeaders, wantsChecksum } from "../../rules/object-headers";
import { contentRange, readRange, type ByteRange } from "../../rules/range";
import type { Blobs } from "../../store/blobs";
import type { ObjectRecord } from "../../store/object-record";
import type { Handler, ObjectCall } from "../call";
import { requireObject } from "./require-object";

/** HEAD is the same: the server leaves the body away. */
export const getObject: Handler<ObjectCall> = ({ request, store, bucket, key }) => {
  const record = requireObject(bucket, key, request.query);
  const headers = readAnswerHeaders(request, record);
  if (checkReadConditions(request.headers, record) === "not modified") return emptyAnswer(304, headers);
  const range = readPartRange(request, record) ?? readWantedRange(request, record);
  if (range === null) {
    const checksum = wantsChecksum(request) ? checksumHeaders(record.checksum) : {};
    return streamAnswer(200, { ...headers, ...checksum }, record, store.blobs);
  }
  const partCount = request.query.has("partNumber") && record.multipart ? record.pieces.length : null;
  const ranged = {
    ...headers,
    ...(record.bytes === 0 ? {} : { "Content-Range": contentRange(range, record.bytes) }),
    ...(partCount === null ? {} : { "x-amz-mp-parts-count": String(partCount) }),
  };
  return streamAnswer(206, ranged, record, store.blobs, range);
};

/** A changed object makes a range of the old one meaningless: If-Range then asks for the whole. */
function readWantedRange(request: S3Request, record: ObjectRecord): ByteRange | null {
  const condition = request.headers.get("if-range");
  const same =
    condition === undefined ||
    matches(condition, record.etag) ||
    condition === new Date(record.lastModified).toUTCString();
  return same ? readRange(request.headers.get("range"), record.bytes) : null;
}

function readPartRange(request: S3Request, record: ObjectRecord): ByteRange | null {
  const text = request.query.get("partNumber");
  if (text === undefined) return null;
  if (request.headers.get("range") !== undefined) {
    throw new S3Error("InvalidRequest", { message: "Cannot specify both Range header and partNumber." });
  }
  const piece = /^\d{1,5}$/.test(text) ? record.pieces[Number(text) - 1] : undefined;
  if (piece === undefined) throw new S3Error("InvalidPartNumber");
  const before = record.pieces.slice(0, Number(text) - 1);
  return { start: before.reduce((sum, { bytes }) => sum + bytes, 0), bytes: piece.bytes };
}

function streamAnswer(
  status: number,
  headers: Record<string, string>,
  record: ObjectRecord,
  blobs: Blobs,
  range: ByteRange = { start: 0, bytes: record.bytes },
): S3Answer {
  blobs.hold(record.pieces);
  const body: AnswerStream = {
    byteCount: range.bytes,
    bytes: blobs.read(record.pieces, range.start, range.bytes),
    dispose: () => blobs.release(record.pieces),
  };
  return { status, headers, body, code: null };
}
