import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import { makeFile, openBench } from "../test-support/engine-bench";
import { addUp } from "./run-totals";

vi.setConfig({ testTimeout: 120_000 });

describe("overall progress", () => {
  test("never runs backwards within a run, and is what the list comes to, whatever fails, retries or is cancelled", async () => {
    const trouble = fc.constantFrom(null, "reset" as const, { status: 503 });
    const size = fc.integer({ min: 100, max: 200_000 });
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(size, trouble, fc.boolean()), { minLength: 1, maxLength: 8 }),
        async (given) => {
          const seen: number[] = [];
          const strayed: unknown[] = [];
          await using bench = await openBench({
            onChange: () => {
              const kept = bench.engine.board.totals();
              const added = addUp(bench.engine.items(), 1);
              if (!isDeepStrictEqual(kept, added)) strayed.push({ kept, added });
              seen.push(kept.sentBytes);
            },
          });
          bench.service.putTrouble = (name, count) =>
            count < 2 ? (given[Number.parseInt(name, 10)]?.[1] ?? null) : null;
          bench.engine.add(given.map(([bytes], place) => makeFile(`${place}.png`, bytes)));
          bench.engine.items().forEach((item, place) => {
            if (given[place]?.[2] === true && place % 3 === 2) bench.engine.cancel(item.id);
          });
          await bench.until(() => bench.runsEnded.length === 1);
          expect(strayed).toEqual([]);
          expect(seen.every((bytes, place) => bytes >= (seen[place - 1] ?? 0))).toBe(true);
          const totals = bench.engine.board.totals();
          expect(totals.sentBytes).toBe(totals.totalBytes);
          expect(totals.remainingBytes).toBe(0);
        },
      ),
      { numRuns: 12 },
    );
  });

  test("counts each run for itself, and the list as a whole", async () => {
    await using bench = await openBench();
    await bench.upload([makeFile("1.png", 1_000), makeFile("no.txt", 10, "text/plain")]);
    await bench.upload([makeFile("2.png", 500)]);
    const totals = bench.engine.board.totals();
    expect(totals).toEqual(addUp(bench.engine.items(), 2));
    bench.engine.clearAll();
    expect(bench.engine.board.totals().list).toEqual(addUp([], 2).list);
    expect(totals.run).toMatchObject({ all: 1, done: 1, failed: 0 });
    expect(totals.list).toMatchObject({ all: 3, done: 2, failed: 1, retryable: 0 });
    expect([totals.sentBytes, totals.totalBytes]).toEqual([500, 500]);
  });
});
