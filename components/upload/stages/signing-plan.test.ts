import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { MAX_BATCH } from "@/lib/images/upload/upload-policy";
import { countToSign } from "./signing-plan";

const need = { sizes: [], readyCount: 0, readyBytes: 0, freeSlots: 6, bytesPerSecond: null };

describe("what is signed next", () => {
  test("a full batch of small files", () => {
    expect(countToSign({ ...need, sizes: Array<number>(500).fill(20_000) })).toBe(MAX_BATCH);
  });

  test("only what starts within about a minute", () => {
    const sizes = Array<number>(50).fill(10_000_000);
    expect(countToSign({ ...need, sizes, bytesPerSecond: 2_000_000 })).toBe(12);
  });

  test("enough for every free slot and one more, however large the files are", () => {
    const sizes = Array<number>(50).fill(4_000_000_000);
    expect(countToSign({ ...need, sizes })).toBe(7);
    expect(countToSign({ ...need, sizes, freeSlots: 0, readyCount: 1, readyBytes: 4_000_000_000 })).toBe(0);
  });

  test("nothing while plenty is ready", () => {
    expect(countToSign({ ...need, sizes: [1, 2, 3], readyCount: 50 })).toBe(0);
  });

  test("never more than is there or than a batch holds, and never nothing while a slot is idle", () => {
    fc.assert(
      fc.property(
        fc.record({
          sizes: fc.array(fc.integer({ min: 1, max: 5e9 }), { maxLength: 150 }),
          readyCount: fc.nat({ max: 60 }),
          readyBytes: fc.nat({ max: 1e9 }),
          freeSlots: fc.integer({ min: 0, max: 6 }),
          bytesPerSecond: fc.option(fc.integer({ min: 1, max: 1e9 })),
        }),
        (given) => {
          const count = countToSign(given);
          expect(count).toBeLessThanOrEqual(Math.min(MAX_BATCH, given.sizes.length));
          if (given.freeSlots > given.readyCount && given.sizes.length > 0) expect(count).toBeGreaterThan(0);
        },
      ),
    );
  });
});
