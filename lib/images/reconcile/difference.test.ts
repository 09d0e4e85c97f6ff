import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { findDifferences, type LedgerKey, type ListedObject } from "./difference";
import { ListingFault } from "./key-stream";
import { compareKeys } from "./key-order";

const modifiedAt = new Date("2026-11-22T10:00:00Z");
const object = (key: string): ListedObject => ({ key, sizeBytes: 1, etag: '"e"', modifiedAt });
const live = (key: string): LedgerKey => ({ key, state: "live", overdue: false, sizeBytes: 1, etag: "e" });

async function* pagesOf<T>(entries: readonly T[], pageSize: number) {
  for (let at = 0; at < entries.length; at += pageSize) yield entries.slice(at, at + pageSize);
}

async function differencesOf(objects: ListedObject[], ledger: LedgerKey[], pageSize = 3): Promise<string[]> {
  const tally = { objects: 0, ledgerKeys: 0, liveKeys: 0 };
  const found: string[] = [];
  const differences = findDifferences(pagesOf(objects, pageSize), pagesOf(ledger, pageSize), tally);
  for await (const { kind, key } of differences) found.push(`${kind} ${key}`);
  expect(tally).toMatchObject({ objects: objects.length, ledgerKeys: ledger.length });
  return found;
}

const key = fc.string({ unit: "binary", minLength: 1, maxLength: 4 }).map((text) => `images/${text}`);

describe("the order of keys", () => {
  it("is that of their UTF-8 bytes", () => {
    fc.assert(
      fc.property(key, key, (a, b) => {
        const bytes = Buffer.compare(Buffer.from(a), Buffer.from(b));
        expect(Math.sign(compareKeys(a, b))).toBe(bytes);
      }),
    );
  });
});

describe("comparing two sides", () => {
  it("finds exactly what is on one side alone, whatever the keys and the pages", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uniqueArray(fc.record({ key, inBucket: fc.boolean(), inLedger: fc.boolean() }), {
          selector: (entry) => entry.key,
        }),
        fc.integer({ min: 1, max: 5 }),
        async (entries, pageSize) => {
          const sorted = entries.toSorted((a, b) => compareKeys(a.key, b.key));
          const found = await differencesOf(
            sorted.filter((entry) => entry.inBucket).map((entry) => object(entry.key)),
            sorted.filter((entry) => entry.inLedger).map((entry) => live(entry.key)),
            pageSize,
          );
          const expected = sorted
            .filter((entry) => entry.inBucket !== entry.inLedger)
            .map((entry) => `${entry.inBucket ? "unknown_object" : "missing_object"} ${entry.key}`);
          expect(found).toEqual(expected);
        },
      ),
    );
  });

  it("tells what is changed, overdue or beside our prefixes, and forgives what is in time", async () => {
    const dead = (name: string, overdue: boolean): LedgerKey => ({ ...live(name), state: "dead", overdue });
    const ledger = [
      { ...live("images/a"), sizeBytes: 2 },
      { ...live("images/b"), etag: '"other"' },
      dead("images/c", true),
      dead("images/d", false),
      dead("images/e", true),
      { ...live("images/f"), state: "intent" as const, overdue: true },
      { ...live("images/g"), state: "intent" as const },
      { ...live("images/h"), sizeBytes: null, etag: null },
    ];
    const objects = ["images/a", "images/b", "images/c", "images/d", "images/h", "other/x"].map(object);
    expect(await differencesOf(objects, ledger)).toEqual([
      "changed_object images/a",
      "changed_object images/b",
      "overdue_removal images/c",
      "overdue_intent images/f",
      "outside_object other/x",
    ]);
  });

  it("refuses a side that is out of order or says a key twice", async () => {
    for (const names of [
      ["images/b", "images/a"],
      ["images/a", "images/a"],
    ]) {
      await expect(differencesOf(names.map(object), [])).rejects.toThrow(ListingFault);
      await expect(differencesOf([], names.map(live))).rejects.toThrow(ListingFault);
    }
  });
});
