// The body of a verified request as the bytes it stands for, checked while they stream by: their number, the signed
// hash, Content-MD5 and checksum. Whoever reads them may keep them only after `settle` has not thrown.
import type { VerifiedRequest } from "../auth/verify-request";
import { S3Error } from "../errors";
import { decodeAwsChunked } from "./aws-chunked";
import {
  checksumHeader,
  startChecksum,
  startHash,
  type ChecksumAlgorithm,
  type StoredChecksum,
} from "./checksum";
import type { RunningChecksum } from "./crc";
import { readChecksumValue, readExpectedDigests } from "./expected-digests";

export interface Payload {
  /** How many bytes will come, or S3Error IncompleteBody at the end. */
  readonly declaredBytes: number;
  readonly bytes: AsyncIterable<Buffer>;
  /** After the last byte: what they add up to. @throws S3Error BadDigest or XAmzContentSHA256Mismatch */
  settle(): { md5: Buffer; checksum: StoredChecksum | null };
}

interface PayloadOptions {
  readonly maxBytes: number;
  /** Computed even when the client promised no value. */
  readonly algorithm?: ChecksumAlgorithm | null;
}

/** @throws S3Error MissingContentLength, EntityTooLarge, or those of malformed digests; nothing was read then. */
export function openPayload(
  request: VerifiedRequest,
  { maxBytes, algorithm = null }: PayloadOptions,
): Payload {
  const { headers, protection } = request;
  const declaredBytes = readDeclaredBytes(request);
  if (declaredBytes > maxBytes) {
    const details = { ProposedSize: String(declaredBytes), MaxSizeAllowed: String(maxBytes) };
    throw new S3Error("EntityTooLarge", { details });
  }
  const expected = readExpectedDigests(headers);
  const computed = expected.checksum?.algorithm ?? algorithm;
  const md5 = startHash("md5");
  const checksum = computed === null ? null : startChecksum(computed);
  const signedHash = protection.kind === "hashed" ? startHash("sha256") : null;
  let promised = expected.checksum?.value ?? null;

  const decoded =
    protection.kind !== "chunked"
      ? request.body
      : decodeAwsChunked(request.body, {
          signing: protection.signing,
          trailer: protection.trailers ? (headers.get("x-amz-trailer")?.toLowerCase() ?? null) : null,
          onTrailer: (value) => {
            if (computed !== null) promised = readChecksumValue(computed, value);
          },
        });

  return {
    declaredBytes,
    bytes: observe(decoded, declaredBytes, [md5, checksum, signedHash]),
    settle() {
      const found = md5.digest();
      if (signedHash !== null && signedHash.digest().toString("hex") !== protection.hash) {
        throw new S3Error("XAmzContentSHA256Mismatch");
      }
      if (expected.md5 !== null && !expected.md5.equals(found)) {
        throw new S3Error("BadDigest", {
          message: "The Content-MD5 you specified did not match what we received.",
        });
      }
      if (computed === null || checksum === null) return { md5: found, checksum: null };
      const value = checksum.digest();
      if (promised !== null && !promised.equals(value)) {
        const message = `The ${computed} you specified did not match the calculated checksum (${checksumHeader(computed)}).`;
        throw new S3Error("BadDigest", { message });
      }
      return {
        md5: found,
        checksum: { algorithm: computed, type: "FULL_OBJECT", value: value.toString("base64") },
      };
    },
  };
}

/** A body of unknown length is refused: S3 wants to know beforehand, and so does a signed content-length. */
export function readDeclaredBytes(request: Pick<VerifiedRequest, "headers" | "protection">): number {
  const name = request.protection.kind === "chunked" ? "x-amz-decoded-content-length" : "content-length";
  const text = request.headers.get(name);
  if (text === undefined || !/^\d{1,15}$/.test(text)) throw new S3Error("MissingContentLength");
  return Number(text);
}

async function* observe(
  source: AsyncIterable<Buffer>,
  declaredBytes: number,
  sums: readonly (RunningChecksum | null)[],
): AsyncGenerator<Buffer> {
  let received = 0;
  for await (const chunk of source) {
    received += chunk.length;
    if (received > declaredBytes) throw new S3Error("IncompleteBody");
    for (const sum of sums) sum?.update(chunk);
    yield chunk;
  }
  if (received !== declaredBytes) throw new S3Error("IncompleteBody");
}
