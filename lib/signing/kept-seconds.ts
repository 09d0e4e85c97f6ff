/**
 * For how long something may be kept that leads to a signed URL (a page, a redirect), so that it ends before the URL does.
 * Every such life is derived here.
 */
const MOST_MARGIN_SECONDS = 60;
const MARGIN_PART = 5;

/**
 * A fifth of what the URL has left stays, at most a minute: whoever is given the kept thing last still begins to load.
 * 0: not to be kept at all.
 */
export function keptSeconds(leftSeconds: number): number {
  const margin = Math.min(MOST_MARGIN_SECONDS, Math.ceil(leftSeconds / MARGIN_PART));
  return Math.max(0, Math.floor(leftSeconds - margin));
}

export type KeptPeriod = {
  /** Counts the periods; another number for every period. */
  readonly number: number;
  readonly seconds: number;
};

/**
 * The period that `now` lies in. What is kept in one and never given in another leads to no URL that has ended: one that
 * is signed in it has at least `lifeSeconds - windowSeconds` left, and no period is longer than what that allows to keep.
 */
export function keptPeriod(
  now: Date,
  { lifeSeconds, windowSeconds }: { readonly lifeSeconds: number; readonly windowSeconds: number },
): KeptPeriod {
  const seconds = keptSeconds(lifeSeconds - windowSeconds);
  return { number: Math.floor(now.getTime() / 1000 / Math.max(1, seconds)), seconds };
}
