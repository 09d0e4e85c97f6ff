import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { keptPeriod, keptSeconds } from "./kept-seconds";
import { signingWindow } from "./signing-window";

describe("What leads to a signed URL may be kept", () => {
  it.each([
    [86_400, 86_340],
    [300, 240],
    [150, 120],
    [30, 24],
    [15, 12],
    [2, 1],
    [1, 0],
    [0.5, 0],
    [0, 0],
    [-5, 0],
    [Infinity, Infinity],
  ])("when that has %d seconds left, for %d", (left, kept) => {
    expect(keptSeconds(left)).toBe(kept);
  });

  it("for whole seconds, and never so long that less than a fifth of its life or a minute is left", () => {
    fc.assert(
      fc.property(fc.double({ min: 1, max: 604_800, noNaN: true }), (left) => {
        const kept = keptSeconds(left);
        expect(Number.isInteger(kept)).toBe(true);
        expect(left - kept).toBeGreaterThanOrEqual(Math.min(60, left / 5));
      }),
    );
  });
});

const lives = fc.integer({ min: 30, max: 604_800 }).chain((lifeSeconds) =>
  fc.record({
    lifeSeconds: fc.constant(lifeSeconds),
    windowSeconds: fc.integer({ min: 0, max: Math.floor(lifeSeconds / 2) }),
  }),
);
const moments = fc.integer({ min: 0, max: 4_000_000_000_000 });

describe("A page that is shown in the period alone in which it was made", () => {
  it("holds no URL that ends, or is about to, whenever it is made and shown", () => {
    const progress = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(lives, moments, fc.uuid(), progress, (span, madeAt, phaseKey, part) => {
        const made = keptPeriod(new Date(madeAt), span);
        const lastMoment = made.seconds * 1000 * (made.number + 1) - 1;
        const shownAt = Math.round(madeAt + part * (lastMoment - madeAt));
        const { expiresAt } = signingWindow({ now: new Date(madeAt), ...span, phaseKey });

        expect(keptPeriod(new Date(shownAt), span).number).toBe(made.number);
        const leftSeconds = (expiresAt.getTime() - shownAt) / 1000;
        // Without a window a URL is signed at the second that has begun.
        const promised = Math.min(60, (span.lifeSeconds - span.windowSeconds) / 5) - 1;
        expect(leftSeconds).toBeGreaterThanOrEqual(promised);
      }),
      { numRuns: 2_000 },
    );
  });

  it("is not shown later", () => {
    fc.assert(
      fc.property(lives, moments, (span, madeAt) => {
        const { number, seconds } = keptPeriod(new Date(madeAt), span);
        expect(keptPeriod(new Date(madeAt + seconds * 1000), span).number).toBe(number + 1);
      }),
    );
  });

  it("lasts for two minutes with the life that URLs have by default, and for twelve seconds with the shortest", () => {
    const now = new Date("2026-11-27T12:00:00Z");
    expect(keptPeriod(now, { lifeSeconds: 300, windowSeconds: 150 }).seconds).toBe(120);
    expect(keptPeriod(now, { lifeSeconds: 30, windowSeconds: 15 }).seconds).toBe(12);
  });
});
