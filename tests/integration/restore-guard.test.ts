// The database is put back to an older time while the bucket goes on: nothing that was registered since may be lost.
import { limits, ReconcileBench } from "../support/reconcile-bench";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { confirmRestore } from "@/lib/operations/housekeeping/confirm-restore";
import { reconcileBucket } from "@/lib/operations/housekeeping/reconcile-bucket";
import { removeDeadObjects } from "@/lib/operations/housekeeping/remove-dead-objects";
import { sweepUploads } from "@/lib/operations/housekeeping/sweep-uploads";
import { EPOCH_KEY } from "@/lib/images/object-key";
import { hasObject, removeObject, writeObject } from "../support/bucket";
import { sql } from "../support/database";
import { addImages, presign, put, register, uniquePng } from "../support/upload-flow";

const TABLES = ["Upload", "Image", "StoredObject", "BucketEpoch", "VariantJob", "Variant"];

let bench: ReconcileBench;

beforeAll(async () => {
  bench = await ReconcileBench.start();
  await tick();
  await tick();
});
afterAll(() => bench.stop());

/** One sweep, with the pause between two counts over. */
async function tick() {
  await sql(`UPDATE "BucketEpoch" SET "advancedAt" = now() - interval '1 minute'`);
  return sweepUploads({});
}

async function backUp(): Promise<() => Promise<void>> {
  await sql(`DROP SCHEMA IF EXISTS backup CASCADE`);
  await sql(`CREATE SCHEMA backup`);
  for (const table of TABLES) await sql(`CREATE TABLE backup."${table}" AS TABLE public."${table}"`);
  return async () => {
    // As pg_restore does it: no trigger speaks.
    const copies = TABLES.map((table) => `INSERT INTO public."${table}" SELECT * FROM backup."${table}";`);
    const removals = TABLES.toReversed().map((table) => `DELETE FROM public."${table}";`);
    await sql(
      `BEGIN; SET LOCAL session_replication_role = replica; ${removals.join("")} ${copies.join("")} COMMIT;`,
    );
  };
}

describe("A database that was restored to an older time", () => {
  it("lets go of nothing, in many drills: not by the sweep, not by a repair, until a person confirms", async () => {
    for (let drill = 0; drill < 2; drill += 1) {
      const pending = await presign(bench.program);
      await put(pending, await uniquePng());
      if (drill % 2 === 0) await bench.compare();
      const restore = await backUp();
      expect((await register(bench.program, pending.key)).status).toBe(201);
      const later = await addImages(bench.program, 3);
      await tick();
      await restore();

      // In the old database the upload is pending still, and its time is over.
      await sql(`UPDATE "Upload" SET "expiresAt" = now() - interval '1 second' WHERE "state" = 'issued'`);
      expect(await tick()).toMatchObject({
        expired: 0,
        held: expect.stringMatching(/restored to an older time/),
      });
      for (let run = 0; run < 3; run += 1) {
        expect(await bench.repair()).toBe(0);
        bench.forward(25);
      }
      expect((await bench.compare()).brake).toMatch(/restored to an older time/);
      for (const image of later) expect(await hasObject(image.key)).toBe(true);

      await confirmRestore({});
      expect(await tick()).toMatchObject({ held: null });
      // What was unknown before has its grace anew.
      expect(await bench.repair()).toBe(0);
      for (const image of later) expect(await hasObject(image.key)).toBe(true);
      bench.forward(25);
      expect(await bench.repair()).toBeGreaterThan(0);
      await removeDeadObjects({});
    }
  });
});

describe("A bucket", () => {
  it("without its copy of the epoch, or with another database's, holds everything", async () => {
    await removeObject(EPOCH_KEY);
    expect((await tick()).held).toMatch(/lost its copy/);
    const stranger = { lineage: crypto.randomUUID(), epoch: 1 };
    await writeObject(EPOCH_KEY, new TextEncoder().encode(JSON.stringify(stranger)));
    expect((await tick()).held).toMatch(/another database/);
    await writeObject(EPOCH_KEY, new TextEncoder().encode("garbage"));
    expect((await tick()).held).toMatch(/cannot be read/);
    const outcome = await reconcileBucket({ limits });
    expect(outcome).toMatchObject({ report: { brake: expect.stringMatching(/cannot be read/) } });
    await confirmRestore({});
    expect((await tick()).held).toBeNull();
  });
});
