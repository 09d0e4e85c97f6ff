/** How a large file is cut into parts. Every part but the last is of one size, so that a number says which bytes. */

const MIB = 1024 ** 2;

/** Parts below 5 MiB are refused by S3; larger ones cost more when they have to be sent again. */
export const SMALLEST_PART_BYTES = 8 * MIB;
/** S3 takes 10,000; the list of them has to fit into the request that registers. */
export const MAX_PARTS = 2_000;
/** How many parts one request may have signed. */
export const MAX_SIGNED_PARTS = 100;

export type PartPlan = { readonly partSizeBytes: number; readonly partCount: number };

/** Cuts a file of so many bytes; at least one. */
export function planParts(sizeBytes: number): PartPlan {
  const partSizeBytes = Math.max(SMALLEST_PART_BYTES, Math.ceil(sizeBytes / MAX_PARTS / MIB) * MIB);
  return { partSizeBytes, partCount: countParts(sizeBytes, partSizeBytes) };
}

export function countParts(sizeBytes: number, partSizeBytes: number): number {
  return Math.ceil(sizeBytes / partSizeBytes);
}

/** The length of one part, counted from 1; null when the file has no such part. */
export function partLength(sizeBytes: number, partSizeBytes: number, partNumber: number): number | null {
  const offset = (partNumber - 1) * partSizeBytes;
  if (partNumber < 1 || offset >= sizeBytes) return null;
  return Math.min(partSizeBytes, sizeBytes - offset);
}
