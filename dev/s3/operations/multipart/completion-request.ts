// What a client says an upload consists of, held against the parts that are here.
import { S3Error } from "../../errors";
import { checksumAlgorithms, checksumElement, type ChecksumAlgorithm } from "../../payload/checksum";
import type { PartRecord, UploadRecord } from "../../store/multipart-uploads";
import { malformed, type XmlElement } from "../../xml/read-xml";
import { readShape } from "../../xml/xml-shape";

export interface ListedPart {
  readonly partNumber: number;
  readonly etag: string;
  readonly checksums: ReadonlyMap<ChecksumAlgorithm, string>;
}

const minPartBytes = 5 * 1024 * 1024;
const maxParts = 10_000;

/** @throws S3Error MalformedXML */
export function readListedParts(document: XmlElement): ListedPart[] {
  const parts = readShape(document, "CompleteMultipartUpload", { Part: "many" })
    .all("Part")
    .map(readListedPart);
  if (parts.length === 0 || parts.length > maxParts) throw malformed();
  return parts;
}

function readListedPart(element: XmlElement): ListedPart {
  const shape = readShape(element, "Part", {
    PartNumber: "one",
    ETag: "one",
    ChecksumCRC32: "optional",
    ChecksumCRC32C: "optional",
    ChecksumCRC64NVME: "optional",
    ChecksumSHA1: "optional",
    ChecksumSHA256: "optional",
  });
  const checksums = checksumAlgorithms.flatMap((algorithm): [ChecksumAlgorithm, string][] => {
    const value = shape.text(checksumElement(algorithm));
    return value === null ? [] : [[algorithm, value]];
  });
  return {
    partNumber: shape.integer("PartNumber", 1) ?? 0,
    etag: shape
      .requireText("ETag")
      .trim()
      .replace(/^"(.*)"$/, "$1"),
    checksums: new Map(checksums),
  };
}

/**
 * The parts that the object will consist of, in order; parts that were uploaded but not listed are left out.
 * @throws S3Error InvalidPartOrder, InvalidPart, EntityTooSmall, InvalidRequest
 */
export function choosePieces(
  listed: readonly ListedPart[],
  uploaded: readonly PartRecord[],
  { checksum, uploadId }: UploadRecord,
): PartRecord[] {
  const byNumber = new Map(uploaded.map((part) => [part.partNumber, part]));
  const ascending = listed.every(({ partNumber }, at) => partNumber > (listed[at - 1]?.partNumber ?? 0));
  if (!ascending) throw new S3Error("InvalidPartOrder", { details: { UploadId: uploadId } });
  return listed.map((claim, at) => {
    const part = byNumber.get(claim.partNumber);
    const details = { UploadId: uploadId, PartNumber: String(claim.partNumber), ETag: claim.etag };
    if (part === undefined || part.etag !== claim.etag) throw new S3Error("InvalidPart", { details });
    if (checksum?.type === "COMPOSITE" && !claim.checksums.has(checksum.algorithm)) {
      throw new S3Error("InvalidRequest", {
        message: `The upload was created using a ${checksum.algorithm.toLowerCase()} checksum. The complete request must include the checksum for each part. It was missing for part ${claim.partNumber} in the request.`,
      });
    }
    for (const [algorithm, value] of claim.checksums) {
      if (part.checksum?.algorithm !== algorithm || part.checksum.value !== value) {
        throw new S3Error("InvalidPart", { details });
      }
    }
    if (at < listed.length - 1 && part.piece.bytes < minPartBytes) {
      const sizes = { ProposedSize: String(part.piece.bytes), MinSizeAllowed: String(minPartBytes) };
      throw new S3Error("EntityTooSmall", { details: { ...sizes, ...details } });
    }
    return part;
  });
}
