// Multipart uploads as such: begun, listed, aborted.
import { emptyAnswer, xmlAnswer } from "../../answer";
import { S3Error } from "../../errors";
import { isChecksumAlgorithm, type ChecksumType } from "../../payload/checksum";
import type { RequestHeaders } from "../../request";
import { listUploadsPage } from "../../rules/upload-listing";
import { readObjectHeaders } from "../../rules/object-headers";
import type { UploadRecord } from "../../store/multipart-uploads";
import { wholeSeconds } from "../../store/object-record";
import { optional, type XmlNode } from "../../xml/write-xml";
import type { BucketCall, Handler, ObjectCall } from "../call";
import { readEncoding, readMaxEntries } from "../object/list-objects";
import { ownerNode } from "../owner";

export const createMultipartUpload: Handler<ObjectCall> = ({ request, bucket, key, now }) => {
  const headers = readObjectHeaders(request);
  const checksum = readChecksumOfUpload(request.headers);
  const { uploadId } = bucket.uploads.start({ key, headers, checksum, initiated: wholeSeconds(now()) });
  return xmlAnswer(
    [
      "InitiateMultipartUploadResult",
      [
        ["Bucket", bucket.name],
        ["Key", key],
        ["UploadId", uploadId],
      ],
    ],
    checksum === null
      ? {}
      : { "x-amz-checksum-algorithm": checksum.algorithm, "x-amz-checksum-type": checksum.type },
  );
};

export const abortMultipartUpload: Handler<ObjectCall> = ({ request, bucket, key }) => {
  const uploadId = request.query.get("uploadId") ?? "";
  bucket.uploads.require(uploadId, key);
  bucket.uploads.remove(uploadId);
  return emptyAnswer(204);
};

export const listMultipartUploads: Handler<BucketCall> = ({ request, bucket }) => {
  const { query } = request;
  const encode = readEncoding(query);
  const prefix = query.get("prefix") ?? "";
  const delimiter = query.get("delimiter") ?? "";
  const keyMarker = query.get("key-marker") ?? "";
  const uploadIdMarker = keyMarker === "" ? "" : (query.get("upload-id-marker") ?? "");
  const maxEntries = readMaxEntries(query, "max-uploads");
  const page = listUploadsPage(bucket.uploads.all(), {
    prefix,
    delimiter,
    keyMarker,
    uploadIdMarker,
    maxEntries,
  });
  return xmlAnswer([
    "ListMultipartUploadsResult",
    [
      ["Bucket", bucket.name],
      ["KeyMarker", encode(keyMarker)],
      ["UploadIdMarker", uploadIdMarker],
      ...optional("NextKeyMarker", page.next === null ? null : encode(page.next.key)),
      ...optional("NextUploadIdMarker", page.next?.uploadId),
      ["Prefix", encode(prefix)],
      ...optional("Delimiter", delimiter === "" ? null : encode(delimiter)),
      ["MaxUploads", maxEntries],
      ...optional("EncodingType", query.get("encoding-type")),
      ["IsTruncated", page.next !== null],
      ...page.uploads.map((upload) => uploadNode(upload, encode)),
      ...page.commonPrefixes.map((name): XmlNode => ["CommonPrefixes", [["Prefix", encode(name)]]]),
    ],
  ]);
};

function uploadNode(
  { key, uploadId, initiated, checksum }: UploadRecord,
  encode: (text: string) => string,
): XmlNode {
  return [
    "Upload",
    [
      ["Key", encode(key)],
      ["UploadId", uploadId],
      ownerNode("Initiator"),
      ownerNode("Owner"),
      ["StorageClass", "STANDARD"],
      ["Initiated", initiated],
      ...optional("ChecksumAlgorithm", checksum?.algorithm),
      ...optional("ChecksumType", checksum?.type),
    ],
  ];
}

/** SHA sums of parts cannot be joined to that of the whole, and CRC-64/NVME is defined for the whole only. */
function readChecksumOfUpload(headers: RequestHeaders): UploadRecord["checksum"] {
  const algorithm = headers.get("x-amz-checksum-algorithm");
  const type = headers.get("x-amz-checksum-type");
  if (algorithm === undefined && type === undefined) return null;
  if (algorithm === undefined || !isChecksumAlgorithm(algorithm)) {
    throw new S3Error("InvalidRequest", { message: "Checksum algorithm provided is unsupported." });
  }
  const possible: readonly ChecksumType[] =
    algorithm === "CRC64NVME"
      ? ["FULL_OBJECT"]
      : algorithm.startsWith("SHA")
        ? ["COMPOSITE"]
        : ["COMPOSITE", "FULL_OBJECT"];
  const chosen = type === undefined ? possible[0] : possible.find((candidate) => candidate === type);
  if (chosen !== undefined) return { algorithm, type: chosen };
  const message = `The ${type} checksum type cannot be used with the ${algorithm.toLowerCase()} checksum algorithm.`;
  throw new S3Error("InvalidRequest", { message });
}
