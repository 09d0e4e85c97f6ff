/** How long a signed URL may work: Signature Version 4 allows a week at most. */
const MAX_LIFE_SECONDS = 604_800;

/** @throws RangeError unless it is 1 to 604800 whole seconds */
export function requireUrlLife(seconds: number): void {
  const isLife = Number.isInteger(seconds) && seconds >= 1 && seconds <= MAX_LIFE_SECONDS;
  if (isLife) return;
  throw new RangeError(`A signed URL lives 1 to ${MAX_LIFE_SECONDS} whole seconds, not ${seconds}.`);
}
