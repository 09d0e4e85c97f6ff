// What keeps comparing from believing a listing, and repairing from removing.
import { limits, ReconcileBench, writeStrangers } from "../support/reconcile-bench";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { AppError } from "@/lib/errors";
import type { ListedObject } from "@/lib/images/reconcile/difference";
import { reconcileBucket } from "@/lib/operations/housekeeping/reconcile-bucket";
import { removeDeadObjects } from "@/lib/operations/housekeeping/remove-dead-objects";
import type { BucketInventory } from "@/lib/storage/bucket-inventory";
import { s3BucketInventory } from "@/lib/storage/s3/s3-bucket-inventory";
import { hasObject, listObjects, removeObject } from "../support/bucket";
import { sql } from "../support/database";
import { expectInvariants } from "../support/invariants";
import { addImages } from "../support/upload-flow";

let bench: ReconcileBench;
let imageKey = "";

beforeAll(async () => {
  bench = await ReconcileBench.start();
  const [image] = await addImages(bench.program, 30);
  imageKey = image?.key ?? "";
});
beforeEach(() => bench.rewind());
afterEach(async () => {
  await removeDeadObjects({});
  await expectInvariants();
});
afterAll(() => bench.stop());

/** The bucket, listed by somebody who cannot be believed. */
function listedAs(listing: (all: ListedObject[]) => AsyncIterable<ListedObject[]>): BucketInventory {
  return {
    ...s3BucketInventory,
    async *listObjects() {
      const objects: ListedObject[] = [];
      for await (const page of s3BucketInventory.listObjects()) objects.push(...page);
      yield* listing(objects);
    },
  };
}

const liars: readonly (readonly [name: string, inventory: BucketInventory, reason: RegExp])[] = [
  [
    "empty",
    listedAs(async function* () {
      yield [];
    }),
    /empty/,
  ],
  [
    "cut off by the store's failure",
    listedAs(async function* (objects) {
      yield objects.slice(0, 5);
      throw new AppError("storage_unavailable");
    }),
    /did not answer/,
  ],
  [
    "out of order",
    listedAs(async function* (objects) {
      yield objects.toReversed();
    }),
    /out of order/,
  ],
  [
    "the same page twice",
    listedAs(async function* (objects) {
      yield objects;
      yield objects;
    }),
    /out of order/,
  ],
];

describe("A listing that is", () => {
  it.each(liars)(
    "%s aborts the comparison, which then has learned nothing",
    async (_name, inventory, reason) => {
      await writeStrangers(1, "uploads/aborted-");
      await bench.compare();
      bench.forward(25);
      const report = await bench.compare({ inventory });
      expect(report).toMatchObject({ state: "aborted", reason: expect.stringMatching(reason) });
      expect(await bench.repair({ inventory })).toBe(0);
      const sightings = await sql(
        `SELECT "sightings" FROM "ReconcileFinding" WHERE "key" LIKE 'uploads/aborted-%'`,
      );
      expect(sightings).toEqual([{ sightings: 1 }]);
      expect(await sql(`SELECT "id" FROM "Image" WHERE "missingSince" IS NOT NULL`)).toEqual([]);
      expect(await bench.repair()).toBe(1);
    },
  );

  it("silently cut short flags nothing as missing, and removes nothing", async () => {
    const inventory = listedAs(async function* (objects) {
      yield objects.slice(0, 3);
    });
    const blind = { ...inventory, describe: async () => null };
    const report = await bench.compare({ inventory: blind });
    expect(report.brake).toMatch(/missing/);
    expect(await sql(`SELECT "id" FROM "Image" WHERE "missingSince" IS NOT NULL`)).toEqual([]);
    // Asked one by one, the objects are there.
    expect((await bench.compare({ inventory })).found.missing_object).toBe(0);
  });
});

describe("A repair", () => {
  it("is held when more than its share of the bucket is unknown", async () => {
    const keys = await writeStrangers(11, "images/too-many-");
    await bench.compare();
    bench.forward(25);
    expect((await bench.compare()).brake).toMatch(/11 of \d+ objects are unknown/);
    expect(await bench.repair()).toBe(0);
    expect((await listObjects("images/too-many-")).size).toBe(11);

    await removeObject(keys[0] ?? "");
    expect(await bench.repair()).toBe(10);
  });

  it("removes no more than it may in one run, and the rest in the next", async () => {
    await writeStrangers(5, "images/some-");
    await bench.compare();
    bench.forward(25);
    const few = { ...limits, maxRemovals: 2 };
    expect(await bench.repair({ limits: few })).toBe(2);
    expect((await listObjects("images/some-")).size).toBe(3);
    expect(await bench.repair({ limits: few })).toBe(2);
    expect(await bench.repair({ limits: few })).toBe(1);
  });

  it("that was killed half-way is finished by the next one", async () => {
    await writeStrangers(4, "images/half-");
    await bench.compare();
    bench.forward(25);
    let looked = 0;
    const dying: BucketInventory = {
      ...s3BucketInventory,
      describe: async (key, options) => {
        looked += 1;
        // The comparison has asked for all four by then.
        if (looked > 4) throw new Error("killed");
        return s3BucketInventory.describe(key, options);
      },
    };
    await expect(bench.repair({ inventory: dying })).rejects.toThrow("killed");
    expect((await listObjects("images/half-")).size).toBe(4);
    expect(await bench.repair()).toBe(4);
  });

  it("never touches an image", async () => {
    bench.forward(10_000);
    await bench.repair();
    bench.forward(10_000);
    expect(await bench.repair()).toBe(0);
    expect(await hasObject(imageKey)).toBe(true);
  });
});

describe("Of several comparisons", () => {
  it("one runs and the others say that it does", async () => {
    const othersHaveAsked = Promise.withResolvers<undefined>();
    const inventory: BucketInventory = {
      ...s3BucketInventory,
      async *listObjects() {
        await othersHaveAsked.promise;
        yield* s3BucketInventory.listObjects();
      },
    };
    const kinds: string[] = [];
    const runs = Array.from({ length: 5 }, async () => {
      kinds.push((await reconcileBucket({ inventory, clock: bench.now, limits })).kind);
      if (kinds.length === 4) othersHaveAsked.resolve(undefined);
    });
    await Promise.all(runs);
    expect(kinds).toEqual(["busy", "busy", "busy", "busy", "ended"]);
  });

  it("one that was killed holds up nobody for longer than two minutes", async () => {
    await sql(
      `INSERT INTO "ReconcileReport" ("slot", "heartbeatAt") VALUES (1, now() - interval '3 minutes')`,
    );
    expect(await bench.compare()).toMatchObject({ state: "completed" });
    const killed = await sql(
      `SELECT "state"::text FROM "ReconcileReport" WHERE "reason" = 'The process that ran it was stopped.'`,
    );
    expect(killed).toEqual([{ state: "aborted" }]);
  });
});
