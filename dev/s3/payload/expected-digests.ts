// What a client said its body would add up to: Content-MD5 and one x-amz-checksum-*, in a header or a trailer.
// A checksum in the query of a presigned URL is no such promise: S3 ignores it there, and so does this server.
import { S3Error } from "../errors";
import type { RequestHeaders } from "../request";
import {
  checksumAlgorithms,
  checksumHeader,
  decodeBase64,
  decodeChecksum,
  isChecksumAlgorithm,
} from "./checksum";
import type { ChecksumAlgorithm } from "./checksum";

export interface ExpectedDigests {
  readonly md5: Buffer | null;
  /** A null value will be known when the trailer arrives. */
  readonly checksum: { readonly algorithm: ChecksumAlgorithm; readonly value: Buffer | null } | null;
}

/** @throws S3Error InvalidDigest or InvalidRequest when a promise is malformed or there is more than one checksum. */
export function readExpectedDigests(headers: RequestHeaders): ExpectedDigests {
  return { md5: readMd5(headers), checksum: readChecksum(headers) };
}

function readMd5(headers: RequestHeaders): Buffer | null {
  const text = headers.get("content-md5");
  if (text === undefined) return null;
  const md5 = decodeBase64(text, 16);
  if (md5 === null) throw new S3Error("InvalidDigest");
  return md5;
}

function readChecksum(headers: RequestHeaders): ExpectedDigests["checksum"] {
  const inHeaders = checksumAlgorithms.filter(
    (algorithm) => headers.get(checksumHeader(algorithm)) !== undefined,
  );
  const trailer = headers.get("x-amz-trailer")?.toLowerCase();
  const inTrailer = checksumAlgorithms.filter((algorithm) => checksumHeader(algorithm) === trailer);
  const [algorithm, ...others] = [...inHeaders, ...inTrailer];
  if (others.length > 0) {
    throw new S3Error("InvalidRequest", {
      message: "Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.",
    });
  }
  checkAnnounced(headers.get("x-amz-sdk-checksum-algorithm"), algorithm);
  if (algorithm === undefined) return null;
  return { algorithm, value: readChecksumValue(algorithm, headers.get(checksumHeader(algorithm))) };
}

/** @throws S3Error InvalidRequest */
export function readChecksumValue(algorithm: ChecksumAlgorithm, text: string | undefined): Buffer | null {
  if (text === undefined) return null;
  const value = decodeChecksum(algorithm, text);
  if (value !== null) return value;
  throw new S3Error("InvalidRequest", {
    message: `Value for ${checksumHeader(algorithm)} header is invalid.`,
  });
}

function checkAnnounced(announced: string | undefined, found: ChecksumAlgorithm | undefined): void {
  if (announced === undefined) return;
  if (!isChecksumAlgorithm(announced)) {
    throw new S3Error("InvalidRequest", {
      message: "Value for x-amz-sdk-checksum-algorithm header is invalid.",
    });
  }
  if (found === announced) return;
  throw new S3Error("InvalidRequest", {
    message:
      "x-amz-sdk-checksum-algorithm specified, but no corresponding x-amz-checksum-* or x-amz-trailer was found.",
  });
}
