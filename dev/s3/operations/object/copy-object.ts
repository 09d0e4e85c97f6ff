import { xmlAnswer } from "../../answer";
import { S3Error } from "../../errors";
import { checksumElement, isChecksumAlgorithm, type ChecksumAlgorithm } from "../../payload/checksum";
import type { S3Request } from "../../request";
import { readWriteCondition } from "../../rules/conditions";
import { readObjectHeaders } from "../../rules/object-headers";
import { digestPieces } from "../../store/digest-pieces";
import { wholeSeconds, type ObjectRecord } from "../../store/object-record";
import type { XmlNode } from "../../xml/write-xml";
import type { Handler, ObjectCall } from "../call";
import { requireCopySource } from "./copy-source";
import { maxPutBytes } from "./put-object";

/** The copy shares the source's bytes. They are read only for a digest that the source does not have. */
export const copyObject: Handler<ObjectCall> = async ({ request, store, bucket, key, now }) => {
  const { source, sourceBucket } = requireCopySource(request, store);
  const condition = readWriteCondition(request.headers);
  const replaced = readObjectHeaders(request);
  const replaces = readDirective(request) === "REPLACE";
  const algorithm = readAlgorithm(request);
  if (!replaces && sourceBucket === bucket && source.key === key && algorithm === null) {
    throw new S3Error("InvalidRequest", {
      message:
        "This copy request is illegal because it is trying to copy an object to itself without changing it.",
    });
  }
  if (source.bytes > maxPutBytes) {
    throw new S3Error("InvalidRequest", {
      message: `The specified copy source is larger than the maximum allowable size for a copy source: ${maxPutBytes}`,
    });
  }
  condition(bucket.objects.get(key));
  store.blobs.hold(source.pieces);
  try {
    const record = {
      ...source,
      key,
      headers: replaces ? replaced : source.headers,
      lastModified: wholeSeconds(now()),
      multipart: false,
      ...(await digestsOfCopy(store, source, algorithm)),
    };
    bucket.put(record, condition);
    return xmlAnswer(["CopyObjectResult", copyResult(record)]);
  } finally {
    store.blobs.release(source.pieces);
  }
};

/** A copy is one whole object: neither the ETag nor a checksum made of parts can be taken over. */
async function digestsOfCopy(
  store: ObjectCall["store"],
  source: ObjectRecord,
  wanted: ChecksumAlgorithm | null,
): Promise<Pick<ObjectRecord, "etag" | "checksum">> {
  const algorithm = wanted ?? source.checksum?.algorithm ?? null;
  const known = source.checksum?.type === "FULL_OBJECT" ? source.checksum : null;
  const checksumKnown = (known?.algorithm ?? null) === algorithm;
  if (!source.multipart && checksumKnown) return { etag: source.etag, checksum: known };
  const { md5, checksum } = await digestPieces(store.blobs, source.pieces, checksumKnown ? null : algorithm);
  return {
    etag: source.multipart ? md5.toString("hex") : source.etag,
    checksum: checksumKnown ? known : checksum,
  };
}

export function copyResult({
  etag,
  lastModified,
  checksum,
}: Pick<ObjectRecord, "etag" | "lastModified" | "checksum">) {
  const nodes: XmlNode[] = [
    ["LastModified", lastModified],
    ["ETag", `"${etag}"`],
  ];
  if (checksum !== null) {
    nodes.push([checksumElement(checksum.algorithm), checksum.value], ["ChecksumType", checksum.type]);
  }
  return nodes;
}

function readDirective(request: S3Request): "COPY" | "REPLACE" {
  const tagging = request.headers.get("x-amz-tagging-directive") ?? "COPY";
  const directive = request.headers.get("x-amz-metadata-directive") ?? "COPY";
  if ((directive !== "COPY" && directive !== "REPLACE") || tagging !== "COPY") {
    throw new S3Error("InvalidArgument", { message: "Unknown metadata or tagging directive." });
  }
  return directive;
}

function readAlgorithm(request: S3Request): ChecksumAlgorithm | null {
  const name = request.headers.get("x-amz-checksum-algorithm");
  if (name === undefined) return null;
  if (isChecksumAlgorithm(name)) return name;
  throw new S3Error("InvalidRequest", { message: "Checksum algorithm provided is unsupported." });
}
