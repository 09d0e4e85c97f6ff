import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compareUtf8, KeyIndex } from "./key-index";

describe("compareUtf8", () => {
  it("orders any two texts as their UTF-8 bytes are ordered", () => {
    const point = fc.oneof(fc.integer({ min: 1, max: 0xd7ff }), fc.integer({ min: 0xe000, max: 0x10ffff }));
    const text = fc.array(point, { maxLength: 8 }).map((points) => String.fromCodePoint(...points));
    fc.assert(
      fc.property(text, text, (a, b) => {
        expect(Math.sign(compareUtf8(a, b))).toBe(Buffer.compare(Buffer.from(a), Buffer.from(b)));
      }),
      { numRuns: 2000 },
    );
  });

  it("puts what lies beyond the first plane last, unlike JavaScript", () => {
    expect("\u{1F98A}" < "\uFF5E").toBe(true);
    expect(compareUtf8("\u{1F98A}", "\uFF5E")).toBeGreaterThan(0);
  });
});

describe("KeyIndex", () => {
  it("stays sorted through any additions and removals", () => {
    const change = fc.tuple(fc.boolean(), fc.string({ maxLength: 3 }));
    fc.assert(
      fc.property(fc.array(change, { maxLength: 60 }), (changes) => {
        const index = new KeyIndex<string>();
        const expected = new Set<string>();
        for (const [adds, key] of changes) {
          if (adds) index.set(key, key);
          else index.delete(key);
          if (adds) expected.add(key);
          else expected.delete(key);
        }
        const keys = Array.from({ length: index.size }, (_value, at) => index.keyAt(at));
        expect(keys).toEqual([...expected].sort(compareUtf8));
      }),
    );
  });
});
