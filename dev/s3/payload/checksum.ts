// The checksums that S3 verifies, keeps and gives back: their names, their headers, and how each is computed.
import { createHash } from "node:crypto";
import { Crc32, Crc32c, Crc64Nvme, type RunningChecksum } from "./crc";

const algorithms = {
  CRC32: { bytes: 4, start: () => new Crc32() },
  CRC32C: { bytes: 4, start: () => new Crc32c() },
  CRC64NVME: { bytes: 8, start: () => new Crc64Nvme() },
  SHA1: { bytes: 20, start: () => startHash("sha1") },
  SHA256: { bytes: 32, start: () => startHash("sha256") },
} as const satisfies Record<string, { bytes: number; start: () => RunningChecksum }>;

export type ChecksumAlgorithm = keyof typeof algorithms;

/** FULL_OBJECT is over all bytes; COMPOSITE is over the digests of a multipart upload's parts and ends in `-N`. */
export type ChecksumType = "FULL_OBJECT" | "COMPOSITE";

export interface StoredChecksum {
  readonly algorithm: ChecksumAlgorithm;
  readonly type: ChecksumType;
  /** Base64, with `-N` behind it when composite. */
  readonly value: string;
}

export function isChecksumAlgorithm(name: string): name is ChecksumAlgorithm {
  return Object.hasOwn(algorithms, name);
}

export const checksumAlgorithms = Object.keys(algorithms).filter(isChecksumAlgorithm);

export function checksumHeader(algorithm: ChecksumAlgorithm): string {
  return `x-amz-checksum-${algorithm.toLowerCase()}`;
}

/** The element that carries it in XML, such as `ChecksumSHA256`. */
export function checksumElement(algorithm: ChecksumAlgorithm): `Checksum${ChecksumAlgorithm}` {
  return `Checksum${algorithm}`;
}

export function startChecksum(algorithm: ChecksumAlgorithm): RunningChecksum {
  return algorithms[algorithm].start();
}

/** The digest that base64 text stands for, or null when it is not base64 of exactly that algorithm's length. */
export function decodeChecksum(algorithm: ChecksumAlgorithm, text: string): Buffer | null {
  return decodeBase64(text, algorithms[algorithm].bytes);
}

export function decodeBase64(text: string, bytes: number): Buffer | null {
  const decoded = Buffer.from(text, "base64");
  return decoded.length === bytes && decoded.toString("base64") === text ? decoded : null;
}

export function startHash(name: "md5" | "sha1" | "sha256"): RunningChecksum {
  const hash = createHash(name);
  return {
    update: (chunk) => void hash.update(chunk),
    digest: () => hash.digest(),
  };
}
