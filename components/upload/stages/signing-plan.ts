/**
 * How many files to have signed next. A presigned URL is good for minutes only and a queue of thousands may take
 * hours, so only what will start within about a minute is signed, but never so little that a transfer has to wait.
 */
import { MAX_BATCH } from "@/lib/images/upload/upload-policy";

const HORIZON_SECONDS = 60;
/** Assumed until the line was measured. */
const UNKNOWN_BYTES_PER_SECOND = 1_000_000;
/** With so many signed and waiting, the next request may wait until it is worth its while. */
const LOW_WATER = 50;

export type SigningNeed = {
  /** Sizes of the files that wait for a signature, in their order; only as many are read as are needed. */
  readonly sizes: Iterable<number>;
  /** Signed, or being signed, and not yet started. */
  readonly readyCount: number;
  readonly readyBytes: number;
  readonly freeSlots: number;
  /** Null until the line was measured. */
  readonly bytesPerSecond: number | null;
};

/** The length of the next batch; 0 when nothing needs to be signed now. */
export function countToSign(need: SigningNeed): number {
  const minimum = need.freeSlots + 1 - need.readyCount;
  if (need.readyCount >= LOW_WATER) return 0;
  const budget = (need.bytesPerSecond ?? UNKNOWN_BYTES_PER_SECOND) * HORIZON_SECONDS;
  let count = 0;
  let bytes = need.readyBytes;
  for (const size of need.sizes) {
    bytes += size;
    if (count >= MAX_BATCH || (bytes > budget && count >= minimum)) break;
    count += 1;
  }
  return count;
}
