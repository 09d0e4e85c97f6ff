/** What the browser itself tells of how a page behaved: its own performance entries, gathered from the first moment on. */
import type { Page } from "@playwright/test";

declare global {
  var signetVitals: Vitals | undefined;
}

export type Vitals = {
  /** The sum of all layout shifts but the excused ones. */
  shift: number;
  /** The sum of those within half a second of a person's own action, which the browser excuses for it. */
  excusedShift: number;
  /** When the largest thing in view was painted; NaN before anything is. */
  largestPaintMs: number;
  /** The longest that a person waited from an action of theirs to the next frame; 0 when all were too short to be told. */
  interactionMs: number;
  /** How many actions took long enough to be told. */
  interactions: number;
};

const KINDS = ["layout-shift", "largest-contentful-paint", "event"];

/** Before the page is opened. */
export async function watchVitals(page: Page): Promise<void> {
  await page.addInitScript((kinds) => {
    const vitals: Vitals = {
      shift: 0,
      excusedShift: 0,
      largestPaintMs: Number.NaN,
      interactionMs: 0,
      interactions: 0,
    };
    const acted = new Set<unknown>();
    globalThis.signetVitals = vitals;
    for (const type of kinds) {
      const options = { type, buffered: true, durationThreshold: 16 };
      // No function here has a name: what compiles this file would ask for a helper that the page lacks.
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) {
          if (type === "largest-contentful-paint") vitals.largestPaintMs = entry.startTime;
          else if ("value" in entry && "hadRecentInput" in entry)
            vitals[entry.hadRecentInput === true ? "excusedShift" : "shift"] += Number(entry.value);
          else if ("interactionId" in entry && entry.interactionId !== 0) {
            vitals.interactionMs = Math.max(vitals.interactionMs, entry.duration);
            vitals.interactions = acted.add(entry.interactionId).size;
          }
        }
      }).observe(options);
    }
  }, KINDS);
}

/** @throws when the browser does not tell */
export async function readVitals(page: Page): Promise<Vitals> {
  const missing = await page.evaluate(
    (kinds) => kinds.filter((kind) => !PerformanceObserver.supportedEntryTypes.includes(kind)),
    KINDS,
  );
  const vitals = await page.evaluate(() => globalThis.signetVitals);
  if (missing.length > 0 || vitals === undefined)
    throw new Error(`This browser does not tell ${missing.join(", ")}.`);
  return vitals;
}
