// What keeps comparing from believing a listing, and repairing from removing.
import { limits, ReconcileBench } from "../support/reconcile-bench";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { reconcileBucket } from "@/lib/operations/reconcile-bucket";
import { removeDeadObjects } from "@/lib/operations/remove-dead-objects";
import type { BucketInventory } from "@/lib/storage/bucket-inventory";
import { s3BucketInventory } from "@/lib/storage/s3-bucket-inventory";
import { sql } from "../support/database";
import { expectInvariants } from "../support/invariants";

let bench: ReconcileBench;

beforeAll(async () => {
  bench = await ReconcileBench.start();
});
afterEach(async () => {
  await removeDeadObjects({});
  await expectInvariants();
});
afterAll(() => bench.stop());

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
    const killed = await sql(`SELECT "reason" FROM "ReconcileReport" WHERE "state" = 'aborted'`);
    expect(killed).toEqual([{ reason: "The process that ran it was stopped." }]);
  });
});
