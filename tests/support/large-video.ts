/** Films of any size that nobody has to hold in memory: a true header, and behind it zeros. */
import { createHash, randomBytes } from "node:crypto";
import { bytesOf, uint32 } from "./sample-images";
import { sampleMp4 } from "./sample-files";

export type LargeVideo = {
  readonly sizeBytes: number;
  /** The bytes from `offset` on, `length` at most. */
  read(offset: number, length: number): Uint8Array;
  /** Base64. */
  sha256(): string;
};

const CHUNK_BYTES = 1024 ** 2;

export function largeVideo(sizeBytes: number): LargeVideo {
  const description = sampleMp4({ missing: "mdat" });
  // A length of 1 says that the true one follows, in 64 bits.
  const dataBytes = sizeBytes - description.byteLength;
  const dataHeader = bytesOf(
    uint32(1),
    "mdat",
    uint32(Math.floor(dataBytes / 2 ** 32)),
    uint32(dataBytes % 2 ** 32),
  );
  const head = bytesOf(description, dataHeader, randomBytes(16));
  const read = (offset: number, length: number) => {
    const bytes = new Uint8Array(Math.max(0, Math.min(length, sizeBytes - offset)));
    if (offset < head.byteLength) bytes.set(head.subarray(offset, offset + bytes.byteLength));
    return bytes;
  };
  const sha256 = () => {
    const hash = createHash("sha256");
    for (let offset = 0; offset < sizeBytes; offset += CHUNK_BYTES) hash.update(read(offset, CHUNK_BYTES));
    return hash.digest("base64");
  };
  return { sizeBytes, read, sha256 };
}
