/** What keeps reconciling from removing: a difference too large to be one is a wrong bucket or a wrong database. */
import type { Tally } from "./difference";

export type RepairLimits = {
  /** How long an unknown object must have been there, and known to us as unknown, before it may go. */
  readonly graceHours: number;
  readonly maxRemovals: number;
  /** Of the objects in the bucket, or of the images in the ledger. */
  readonly maxDifferencePercent: number;
};

/** So few are no sign of anything, whatever their share is. */
const ALWAYS_PLAUSIBLE = 10;
/** More missing objects than this are never a few accidents; no run keeps the names of more. */
export const MAX_KEPT = 1_000;

export type Differences = { readonly unknownObjects: number; readonly missingObjects: number };

/** Why nothing may be removed, as a sentence; null when it may. */
export function findBrake(tally: Tally, found: Differences, limits: RepairLimits): string | null {
  const exceeds = (count: number, all: number) =>
    count > ALWAYS_PLAUSIBLE && count * 100 > all * limits.maxDifferencePercent;
  const bound = `more than ${limits.maxDifferencePercent} %`;
  if (exceeds(found.unknownObjects, tally.objects))
    return `${found.unknownObjects} of ${tally.objects} objects are unknown, ${bound}: the database may be the wrong one, or an old one.`;
  if (found.missingObjects > MAX_KEPT || exceeds(found.missingObjects, tally.liveKeys))
    return `${found.missingObjects} of ${tally.liveKeys} objects are missing: the bucket may be the wrong one, or an old one.`;
  return null;
}
