import { xmlAnswer } from "../../answer";
import { S3Error } from "../../errors";
import { checksumElement } from "../../payload/checksum";
import type { ObjectRecord } from "../../store/object-record";
import type { XmlNode } from "../../xml/write-xml";
import type { Handler, ObjectCall } from "../call";
import { requireObject } from "./require-object";

const attributes: Readonly<Record<string, (record: ObjectRecord) => XmlNode[]>> = {
  ETag: (record) => [["ETag", record.etag]],
  Checksum: ({ checksum }) =>
    checksum === null
      ? []
      : [
          [
            "Checksum",
            [
              [checksumElement(checksum.algorithm), checksum.value.replace(/-\d+$/, "")],
              ["ChecksumType", checksum.type],
            ],
          ],
        ],
  ObjectParts: (record) =>
    record.multipart ? [["ObjectParts", [["PartsCount", record.pieces.length]]]] : [],
  StorageClass: () => [["StorageClass", "STANDARD"]],
  ObjectSize: (record) => [["ObjectSize", record.bytes]],
};

export const getObjectAttributes: Handler<ObjectCall> = ({ request, bucket, key }) => {
  const record = requireObject(bucket, key, request.query);
  const wanted = (request.headers.get("x-amz-object-attributes") ?? "").split(",").map((name) => name.trim());
  if (wanted.some((name) => !Object.hasOwn(attributes, name))) {
    throw new S3Error("InvalidArgument", { message: "Invalid attribute name specified." });
  }
  const nodes = wanted.flatMap((name) => attributes[name]?.(record) ?? []);
  return xmlAnswer(["GetObjectAttributesResponse", nodes], {
    "Last-Modified": new Date(record.lastModified).toUTCString(),
  });
};
