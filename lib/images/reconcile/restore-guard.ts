/**
 * The restore guard: the database counts up, and the bucket keeps a copy of the number that is never ahead of it. A
 * database that was restored to an older time finds a number from its own future there, and a database that belongs to
 * another bucket finds another lineage. Either would take the bucket's objects for unknown, so nothing is let go of.
 */
import { z } from "zod";

export type Epoch = { readonly lineage: string; readonly epoch: number };

const marker = z.object({ lineage: z.uuid(), epoch: z.int().nonnegative() });

/** What the bucket's copy says; null when it is none of ours. */
export function parseEpoch(text: string): Epoch | null {
  try {
    return marker.parse(JSON.parse(text));
  } catch {
    return null;
  }
}

export function writeEpoch({ lineage, epoch }: Epoch): string {
  return JSON.stringify({ lineage, epoch });
}

/**
 * Why database and bucket do not belong together, as a sentence; null when they do. `copy` is the text in the bucket,
 * read before `own`, which only ever grows; null when there is none.
 */
export function judgeEpoch(copy: string | null, own: Epoch): string | null {
  if (copy === null)
    return own.epoch === 0
      ? null
      : "The bucket has lost its copy of the epoch: it may have been emptied, or be another one.";
  const theirs = parseEpoch(copy);
  if (theirs === null) return "The bucket's copy of the epoch cannot be read.";
  if (theirs.lineage !== own.lineage)
    return "The bucket belongs to another database, or the database was made anew.";
  if (theirs.epoch > own.epoch)
    return `The database was restored to an older time: it is at epoch ${own.epoch}, the bucket at ${theirs.epoch}.`;
  return null;
}
