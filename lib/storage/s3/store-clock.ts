import "server-only";

/**
 * What time it is by the store's clock, which decides whether a signed URL works: learned from the `Date` of its
 * answers. An app whose own clock is late would else hand out URLs that have already ended, and one whose clock is early
 * URLs that work for longer than they say.
 */

// A Date has whole seconds, and an answer takes its time: less than this is no difference.
const NEGLIGIBLE_MS = 10_000;
const ASK_AGAIN_MS = 60_000;

let offsetMs: number | null = null;
let lastAskedAt = -Infinity;
let asking: Promise<unknown> | null = null;

/** Takes the `Date` header of an answer of the store; anything else teaches nothing. */
export function learnStoreTime(date: string | undefined, now = Date.now()): void {
  const told = Date.parse(date ?? "");
  if (Number.isNaN(told)) return;
  const difference = told - now;
  // Kept still: signing windows must not turn with every answer.
  if (Math.abs(difference - (offsetMs ?? 0)) >= NEGLIGIBLE_MS) offsetMs = difference;
  offsetMs ??= 0;
}

/**
 * The store's time. `ask` makes the store answer anything, and is called when it never has; whatever comes of it, there
 * is a time in the end: the app's own, when nothing better is known.
 */
export async function storeTime(ask: () => Promise<unknown>): Promise<Date> {
  if (offsetMs === null && performance.now() - lastAskedAt > ASK_AGAIN_MS) {
    asking ??= ask().catch(() => undefined);
    await asking;
    asking = null;
    lastAskedAt = performance.now();
  }
  return new Date(Date.now() + (offsetMs ?? 0));
}
