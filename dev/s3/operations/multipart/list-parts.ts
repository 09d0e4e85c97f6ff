import { xmlAnswer } from "../../answer";
import { S3Error } from "../../errors";
import { checksumElement } from "../../payload/checksum";
import type { PartRecord } from "../../store/multipart-uploads";
import { optional, type XmlNode } from "../../xml/write-xml";
import type { Handler, ObjectCall } from "../call";
import { readMaxEntries } from "../object/list-objects";
import { ownerNode } from "../owner";

export const listParts: Handler<ObjectCall> = ({ request, bucket, key }) => {
  const { query } = request;
  const uploadId = query.get("uploadId") ?? "";
  const { checksum } = bucket.uploads.require(uploadId, key);
  const maxParts = readMaxEntries(query, "max-parts");
  const marker = query.get("part-number-marker") ?? "0";
  if (!/^\d{1,5}$/.test(marker)) {
    throw new S3Error("InvalidArgument", { message: "Provided part-number-marker is not a part number." });
  }
  const behind = bucket.uploads.parts(uploadId, key).filter(({ partNumber }) => partNumber > Number(marker));
  const parts = behind.slice(0, maxParts);
  const truncated = parts.length > 0 && parts.length < behind.length;
  return xmlAnswer([
    "ListPartsResult",
    [
      ["Bucket", bucket.name],
      ["Key", key],
      ["UploadId", uploadId],
      ownerNode("Initiator"),
      ownerNode("Owner"),
      ["StorageClass", "STANDARD"],
      ["PartNumberMarker", marker],
      ...optional("NextPartNumberMarker", truncated ? parts.at(-1)?.partNumber : null),
      ["MaxParts", maxParts],
      ["IsTruncated", truncated],
      ...optional("ChecksumAlgorithm", checksum?.algorithm),
      ...optional("ChecksumType", checksum?.type),
      ...parts.map(partNode),
    ],
  ]);
};

function partNode({ partNumber, lastModified, etag, piece, checksum }: PartRecord): XmlNode {
  return [
    "Part",
    [
      ["PartNumber", partNumber],
      ["LastModified", lastModified],
      ["ETag", `"${etag}"`],
      ["Size", piece.bytes],
      ...(checksum === null ? [] : optional(checksumElement(checksum.algorithm), checksum.value)),
    ],
  ];
}
