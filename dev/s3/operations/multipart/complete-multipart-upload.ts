import { xmlAnswer } from "../../answer";
import { S3Error } from "../../errors";
import {
  checksumElement,
  checksumHeader,
  startChecksum,
  startHash,
  type StoredChecksum,
} from "../../payload/checksum";
import { requireDocument } from "../../payload/read-document";
import type { RequestHeaders } from "../../request";
import { readWriteCondition } from "../../rules/conditions";
import type { Blobs } from "../../store/blobs";
import { digestPieces } from "../../store/digest-pieces";
import type { PartRecord, UploadRecord } from "../../store/multipart-uploads";
import { optional } from "../../xml/write-xml";
import type { Handler, ObjectCall } from "../call";
import { choosePieces, readListedParts } from "./completion-request";

/**
 * The object takes hold of the parts' bytes where they lie, so completing is one small write however large they are.
 * An upload whose completion was refused stays as it was. The object counts as last modified when the upload began.
 */
export const completeMultipartUpload: Handler<ObjectCall> = async ({ request, store, bucket, key }) => {
  const uploadId = request.query.get("uploadId") ?? "";
  const upload = bucket.uploads.require(uploadId, key);
  const condition = readWriteCondition(request.headers);
  const listed = readListedParts(
    await requireDocument({ ...request, headers: withoutWholeChecksum(request.headers) }),
  );
  const parts = choosePieces(listed, bucket.uploads.parts(uploadId, key), upload);
  const pieces = parts.map((part) => part.piece);
  const bytes = pieces.reduce((sum, piece) => sum + piece.bytes, 0);
  checkWholeSize(request.headers, bytes);
  condition(bucket.objects.get(key));
  store.blobs.hold(pieces);
  try {
    const checksum = await checksumOfWhole(store.blobs, upload, parts);
    checkWholeChecksum(request.headers, checksum);
    bucket.uploads.require(uploadId, key);
    const etag = `${digestOfDigests(parts)}-${parts.length}`;
    const { headers, initiated } = upload;
    bucket.put(
      { key, pieces, bytes, etag, lastModified: initiated, headers, checksum, multipart: true },
      condition,
    );
    bucket.uploads.remove(uploadId);
    return xmlAnswer([
      "CompleteMultipartUploadResult",
      [
        ["Location", `http://${request.headers.get("host") ?? ""}${request.path}`],
        ["Bucket", bucket.name],
        ["Key", key],
        ["ETag", `"${etag}"`],
        ...(checksum === null ? [] : optional(checksumElement(checksum.algorithm), checksum.value)),
        ...optional("ChecksumType", checksum?.type),
      ],
    ]);
  } finally {
    store.blobs.release(pieces);
  }
};

function digestOfDigests(parts: readonly PartRecord[]): string {
  const md5 = startHash("md5");
  for (const { etag } of parts) md5.update(Buffer.from(etag, "hex"));
  return md5.digest().toString("hex");
}

async function checksumOfWhole(
  blobs: Blobs,
  upload: UploadRecord,
  parts: readonly PartRecord[],
): Promise<StoredChecksum | null> {
  if (upload.checksum === null) return null;
  const { algorithm, type } = upload.checksum;
  if (type === "FULL_OBJECT") {
    const pieces = parts.map((part) => part.piece);
    return (await digestPieces(blobs, pieces, algorithm)).checksum;
  }
  const sum = startChecksum(algorithm);
  for (const { checksum } of parts) sum.update(Buffer.from(checksum?.value ?? "", "base64"));
  return { algorithm, type, value: `${sum.digest().toString("base64")}-${parts.length}` };
}

/** On this request x-amz-checksum-* is about the object that comes to be, not about the document in the body. */
function withoutWholeChecksum(headers: RequestHeaders): RequestHeaders {
  return headers.without(...headers.names().filter((name) => name.startsWith("x-amz-checksum-")));
}

function checkWholeChecksum(headers: RequestHeaders, checksum: StoredChecksum | null): void {
  const type = headers.get("x-amz-checksum-type");
  if (type !== undefined && type !== checksum?.type) {
    throw new S3Error("InvalidRequest", { message: "The checksum type does not match that of the upload." });
  }
  if (checksum === null) return;
  const promised = headers.get(checksumHeader(checksum.algorithm));
  const plain = checksum.value.replace(/-\d+$/, "");
  if (promised === undefined || promised === checksum.value || promised === plain) return;
  throw new S3Error("BadDigest", {
    message: `The ${checksum.algorithm} you specified did not match the calculated checksum.`,
  });
}

function checkWholeSize(headers: RequestHeaders, bytes: number): void {
  const promised = headers.get("x-amz-mp-object-size");
  if (promised === undefined || promised === String(bytes)) return;
  throw new S3Error("InvalidRequest", {
    message: "The provided 'x-amz-mp-object-size' header value does not match what was computed.",
  });
}
