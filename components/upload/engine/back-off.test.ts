import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { backOffMs } from "./back-off";

describe("the wait before a retry", () => {
  test("doubles, up to half a minute", () => {
    const waits = [0, 1, 2, 3, 9].map((retries) =>
      backOffMs({ retries, retryAfterSeconds: null, random: 0 }),
    );
    expect(waits).toEqual([500, 1_000, 2_000, 4_000, 15_000]);
  });

  test("is spread, bounded, and never shorter than the server asked for", () => {
    const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
    const asked = fc.option(fc.nat({ max: 120 }));
    fc.assert(
      fc.property(fc.nat({ max: 40 }), asked, random, (retries, retryAfterSeconds, dice) => {
        const wait = backOffMs({ retries, retryAfterSeconds, random: dice });
        expect(wait).toBeGreaterThanOrEqual(Math.max(500, (retryAfterSeconds ?? 0) * 1_000));
        expect(wait).toBeLessThanOrEqual(Math.max(30_000, (retryAfterSeconds ?? 0) * 1_000 + 1_000));
      }),
    );
  });
});
