import { emptyAnswer, xmlAnswer } from "../../answer";
import { S3Error } from "../../errors";
import { startChecksum, startHash } from "../../payload/checksum";
import { readExpectedDigests } from "../../payload/expected-digests";
import { openPayload } from "../../payload/open-payload";
import type { S3Request } from "../../request";
import { checksumHeaders } from "../../rules/object-headers";
import { readRange, type ByteRange } from "../../rules/range";
import type { UploadRecord } from "../../store/multipart-uploads";
import { wholeSeconds, type ObjectRecord } from "../../store/object-record";
import type { Handler, ObjectCall } from "../call";
import { copyResult } from "../object/copy-object";
import { requireCopySource } from "../object/copy-source";
import { maxPutBytes } from "../object/put-object";

const maxPartNumber = 10_000;

/** The upload is looked for again when the bytes are here: it may have been completed or aborted meanwhile. */
export const uploadPart: Handler<ObjectCall> = async ({ request, store, bucket, key, now }) => {
  const partNumber = readPartNumber(request);
  const uploadId = request.query.get("uploadId") ?? "";
  const upload = bucket.uploads.require(uploadId, key);
  checkAlgorithm(upload, request);
  const payload = openPayload(request, { maxBytes: maxPutBytes });
  return store.blobs.write(payload.bytes, (piece) => {
    const { md5, checksum } = payload.settle();
    const etag = md5.toString("hex");
    bucket.uploads.putPart(uploadId, key, {
      partNumber,
      piece,
      etag,
      checksum,
      lastModified: wholeSeconds(now()),
    });
    return emptyAnswer(200, { ETag: `"${etag}"`, ...checksumHeaders(checksum) });
  });
};

/** A part taken from an object that is here already, or from a range of one. */
export const uploadPartCopy: Handler<ObjectCall> = async ({ request, store, bucket, key, now }) => {
  const partNumber = readPartNumber(request);
  const uploadId = request.query.get("uploadId") ?? "";
  const upload = bucket.uploads.require(uploadId, key);
  const { source } = requireCopySource(request, store);
  const range = readCopyRange(request, source);
  const md5 = startHash("md5");
  const algorithm = upload.checksum?.algorithm ?? null;
  const sum = algorithm === null ? null : startChecksum(algorithm);
  async function* observed(): AsyncGenerator<Buffer> {
    for await (const chunk of store.blobs.read(source.pieces, range.start, range.bytes)) {
      md5.update(chunk);
      sum?.update(chunk);
      yield chunk;
    }
  }
  store.blobs.hold(source.pieces);
  try {
    return await store.blobs.write(observed(), (piece) => {
      const etag = md5.digest().toString("hex");
      const value = sum?.digest().toString("base64");
      const checksum =
        algorithm === null || value === undefined ? null : { algorithm, type: "FULL_OBJECT" as const, value };
      const part = { partNumber, piece, etag, checksum, lastModified: wholeSeconds(now()) };
      bucket.uploads.putPart(uploadId, key, part);
      return xmlAnswer(["CopyPartResult", copyResult(part)]);
    });
  } finally {
    store.blobs.release(source.pieces);
  }
};

function readPartNumber(request: S3Request): number {
  const text = request.query.get("partNumber") ?? "";
  const partNumber = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  if (partNumber >= 1 && partNumber <= maxPartNumber) return partNumber;
  throw new S3Error("InvalidArgument", {
    message: `Part number must be an integer between 1 and ${maxPartNumber}, inclusive`,
    details: { ArgumentName: "partNumber", ArgumentValue: text },
  });
}

/** An upload begun with a checksum algorithm wants that one with every part. */
function checkAlgorithm({ checksum }: UploadRecord, request: S3Request): void {
  if (checksum === null) return;
  const actual = readExpectedDigests(request.headers).checksum?.algorithm ?? null;
  if (actual === checksum.algorithm) return;
  const expected = checksum.algorithm.toLowerCase();
  throw new S3Error("InvalidRequest", {
    message: `Checksum Type mismatch occurred, expected checksum Type: ${expected}, actual checksum Type: ${actual?.toLowerCase() ?? "null"}`,
  });
}

function readCopyRange(request: S3Request, source: ObjectRecord): ByteRange {
  const header = request.headers.get("x-amz-copy-source-range");
  if (header === undefined) return { start: 0, bytes: source.bytes };
  const [, first, last] = /^bytes=(\d{1,15})-(\d{1,15})$/.exec(header) ?? [];
  const range = first === undefined ? null : readRange(header, source.bytes);
  if (range === null || Number(last) >= source.bytes) {
    throw new S3Error("InvalidArgument", {
      message:
        "The x-amz-copy-source-range value must be of the form bytes=first-last within the source's bytes.",
    });
  }
  return range;
}
