import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { makeFile, openBench } from "../test-support/engine-bench";
import { QuickClock } from "../test-support/quick-clock";
import { addUp } from "./run-totals";
import { readSnapshot, UploadStore } from "./upload-store";

describe("overall progress", () => {
  test("never runs backwards within a run, whatever fails, retries or is cancelled", async () => {
    const trouble = fc.constantFrom(null, "reset" as const, { status: 503 });
    const size = fc.integer({ min: 100, max: 200_000 });
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(size, trouble, fc.boolean()), { minLength: 1, maxLength: 8 }),
        async (given) => {
          const seen: number[] = [];
          await using bench = await openBench({
            onChange: () => seen.push(addUp(bench.engine.items(), 1).sentBytes),
          });
          bench.service.putTrouble = (name, count) =>
            count < 2 ? (given[Number.parseInt(name, 10)]?.[1] ?? null) : null;
          bench.engine.add(given.map(([bytes], place) => makeFile(`${place}.png`, bytes)));
          bench.engine.items().forEach((item, place) => {
            if (given[place]?.[2] === true && place % 3 === 2) bench.engine.cancel(item.id);
          });
          await bench.until(() => bench.runsEnded.length === 1);
          expect(seen.every((bytes, place) => bytes >= (seen[place - 1] ?? 0))).toBe(true);
          const totals = addUp(bench.engine.items(), 1);
          expect(totals.sentBytes).toBe(totals.totalBytes);
          expect(totals.remainingBytes).toBe(0);
        },
      ),
      { numRuns: 12 },
    );
  }, 30_000);

  test("counts each run for itself, and the list as a whole", async () => {
    await using bench = await openBench();
    await bench.upload([makeFile("1.png", 1_000), makeFile("no.txt", 10, "text/plain")]);
    await bench.upload([makeFile("2.png", 500)]);
    const totals = addUp(bench.engine.items(), bench.engine.board.run);
    expect(totals.run).toMatchObject({ all: 1, done: 1, failed: 0 });
    expect(totals.list).toMatchObject({ all: 3, done: 2, failed: 1, retryable: 0 });
    expect([totals.sentBytes, totals.totalBytes]).toEqual([500, 500]);
  });
});

describe("the store for React", () => {
  test("publishes ten times a second at most, however much happens, and the end for certain", async () => {
    await using bench = await openBench({ clock: new QuickClock(4), onChange: () => store.touch() });
    const store: UploadStore = new UploadStore(bench.clock, () =>
      readSnapshot(bench.engine, true, bench.clock.now()),
    );
    const times: number[] = [];
    store.subscribe(() => times.push(bench.clock.now()));
    await bench.upload(Array.from({ length: 120 }, (_, place) => makeFile(`${place}.png`, 300)));
    await new Promise((resolve) => setTimeout(resolve, 60));
    expect(store.snapshot().totals.list).toMatchObject({ all: 120, done: 120, active: 0 });
    const gaps = times.slice(1).map((time, place) => time - (times[place] ?? 0));
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(90);
  });
});
