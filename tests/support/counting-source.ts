import { byteSourceOf, type ByteSource } from "@/lib/images/formats/byte-source";

/** A source over bytes in memory that counts how often and how much was read of it. */
export function countingSource(bytes: Uint8Array): {
  source: ByteSource;
  reads: { count: number; bytes: number };
} {
  const reads = { count: 0, bytes: 0 };
  const memory = byteSourceOf(bytes);
  const read = (offset: number, length: number) => {
    reads.count += 1;
    reads.bytes += length;
    return memory.read(offset, length);
  };
  return { source: { sizeBytes: bytes.byteLength, read }, reads };
}
