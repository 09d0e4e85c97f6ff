// Bucket and ledger drift apart in every way there is; reconciling finds each, and removes only what it may.
import { limits, ReconcileBench, strangeBytes as bytes, writeStrangers } from "../support/reconcile-bench";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { removeDeadObjects } from "@/lib/operations/housekeeping/remove-dead-objects";
import { repairBucket } from "@/lib/operations/housekeeping/repair-bucket";
import {
  hasObject,
  listMultipartUploads,
  listObjects,
  removeObject,
  startMultipart,
  writeObject,
} from "../support/bucket";
import { sql } from "../support/database";
import { expectInvariants } from "../support/invariants";
import { ledgerOf } from "../support/ledger";
import { addImage, uniquePng } from "../support/upload-flow";

let bench: ReconcileBench;

beforeAll(async () => {
  bench = await ReconcileBench.start();
});
beforeEach(() => bench.rewind());
afterEach(async () => {
  await removeDeadObjects({});
  await expectInvariants();
});
afterAll(() => bench.stop());

describe("Bucket and ledger that agree", () => {
  it("are reported so, and nothing is removed", async () => {
    const { image } = await addImage(bench.program);
    const report = await bench.compare();
    expect(report).toMatchObject({ state: "completed", brake: null, reason: null });
    expect(Object.values(report.found).reduce((sum, count) => sum + count)).toBe(0);
    expect(report.objects).toBeGreaterThan(0);
    expect(await hasObject(image.key)).toBe(true);
  });
});

describe("Objects that nobody knows", () => {
  it("are reported, and removed only at the second sighting and after the grace period", async () => {
    const keys = await writeStrangers(10, "images/stranger-");

    expect((await bench.compare()).found.unknown_object).toBe(10);
    expect(await bench.repair()).toBe(0);
    bench.forward(23);
    expect(await bench.repair()).toBe(0);
    expect((await listObjects("images/stranger-")).size).toBe(10);
    bench.forward(2);
    expect(await bench.repair()).toBe(10);

    expect((await listObjects("images/stranger-")).size).toBe(0);
    expect(await ledgerOf(keys[0] ?? "")).toEqual([]);
    expect((await bench.compare()).found.unknown_object).toBe(0);
  });

  it("are left alone at the first sighting, however old they are", async () => {
    const [key = ""] = await writeStrangers(1, "uploads/first-sighting-");
    bench.forward(1_000);
    expect(await bench.repair()).toBe(0);
    expect(await hasObject(key)).toBe(true);
    bench.forward(25);
    expect(await bench.repair()).toBe(1);
  });

  it("are seen for the first time again when somebody has written them anew", async () => {
    const [key = ""] = await writeStrangers(1, "uploads/rewritten-");
    await bench.compare();
    await writeObject(key, await uniquePng());
    bench.forward(25);
    expect(await bench.repair()).toBe(0);
    expect(await hasObject(key)).toBe(true);
    bench.forward(25);
    expect(await bench.repair()).toBe(1);
  });

  it("are reported outside of our prefixes, and never removed there", async () => {
    await writeObject("somebody-else/report.pdf", bytes);
    expect((await bench.compare()).found).toMatchObject({ outside_object: 1, unknown_object: 0 });
    bench.forward(25);
    expect(await bench.repair()).toBe(0);
    expect(await hasObject("somebody-else/report.pdf")).toBe(true);
    await removeObject("somebody-else/report.pdf");
  });

  it("may have names that no XML can hold and that sort beyond UTF-16", async () => {
    const names = ["images/ü \u{1f600}", "images/\ue000 a+b%20c", "images/&<'\">\u0001"];
    for (const name of names) await writeObject(name, bytes);
    const report = await bench.compare();
    expect(report).toMatchObject({ state: "completed", found: { unknown_object: 3 } });
    bench.forward(25);
    expect(await bench.repair()).toBe(3);
    for (const name of names) expect(await hasObject(name)).toBe(false);
  });

  it("are left alone when the ledger knows them, or they are gone, by the time of their removal", async () => {
    const [known = "", gone = ""] = await writeStrangers(2, "images/meanwhile-");
    await bench.compare();
    bench.forward(25);
    const report = await bench.compare();
    await sql(
      `INSERT INTO "StoredObject" ("key", "state", "writableUntil", "updatedAt") VALUES ($1, 'intent', now() + interval '1 hour', now())`,
      [known],
    );
    await removeObject(gone);
    expect(await repairBucket({ report, clock: bench.now, limits })).toBe(0);
    expect(await hasObject(known)).toBe(true);
    await sql(`DELETE FROM "StoredObject" WHERE "key" = $1`, [known]);
    await removeObject(known);
  });

  it("can be removed by one repair a report", async () => {
    await writeStrangers(3, "images/once-");
    await bench.compare();
    bench.forward(25);
    const report = await bench.compare();
    const repairs = await Promise.all(
      Array.from({ length: 4 }, () => repairBucket({ report, clock: bench.now, limits })),
    );
    expect(repairs.toSorted()).toEqual([0, 0, 0, 3]);
  });
});

describe("An image whose object is missing", () => {
  it("is flagged and not removed: nothing is signed for it, and it comes back with its object", async () => {
    const { image, bytes: original } = await addImage(bench.program, { visibility: "public" });
    await removeObject(image.key);

    expect((await bench.compare()).found.missing_object).toBe(1);
    const anybody = bench.anybody();
    expect((await anybody.call(`/images/${image.id}`)).status).toBe(404);
    for (const client of [anybody, bench.program]) {
      expect((await client.call(`/images/${image.id}/signed-url`)).status).toBe(404);
      expect((await client.call(`/images/${image.id}/content`)).status).toBe(404);
      const many = await client.call("/images/signed-urls", { json: { ids: [image.id] } });
      expect(many.body).toMatchObject({ urls: [{ id: image.id, code: "image_not_found" }] });
    }
    expect((await bench.program.call(`/images/${image.id}`)).status).toBe(200);

    await writeObject(image.key, original);
    expect((await bench.compare()).found.missing_object).toBe(0);
    expect((await bench.program.call(`/images/${image.id}/signed-url`)).status).toBe(200);
  });

  it("is reported when its object is another one", async () => {
    const { image, bytes: original } = await addImage(bench.program);
    await writeObject(image.key, bytes);
    expect((await bench.compare()).found.changed_object).toBe(1);
    await writeObject(image.key, original);
  });
});

describe("What should have ended", () => {
  it("is reported: dead objects that lie there still, and announced keys that nobody let go of", async () => {
    const [dead = "", intent = ""] = await writeStrangers(2, "images/overdue-");
    await sql(
      `INSERT INTO "StoredObject" ("key", "state", "writableUntil", "removeAt", "updatedAt") VALUES
       ($1, 'dead', now() - interval '1 hour', now() - interval '1 hour', now()),
       ($2, 'intent', now() - interval '1 hour', now(), now())`,
      [dead, intent],
    );
    expect((await bench.compare()).found).toMatchObject({
      overdue_removal: 1,
      overdue_intent: 1,
      unknown_object: 0,
    });
    await sql(`UPDATE "StoredObject" SET "state" = 'dead' WHERE "key" = $1`, [intent]);
  });

  it("is reported of multipart uploads, which are aborted at the second sighting after the grace period", async () => {
    await startMultipart("images/unknown-parts");
    await startMultipart("images/announced-parts");
    await sql(
      `INSERT INTO "StoredObject" ("key", "state", "writableUntil", "updatedAt") VALUES ('images/announced-parts', 'intent', now() + interval '1 hour', now())`,
    );
    expect((await bench.compare()).found.unknown_multipart).toBe(1);
    expect(await bench.repair()).toBe(0);
    bench.forward(25);
    expect(await bench.repair()).toBe(1);
    expect(await listMultipartUploads()).toEqual(["images/announced-parts"]);
    await sql(`DELETE FROM "StoredObject" WHERE "key" = 'images/announced-parts'`);
    bench.forward(25);
    await bench.compare();
    bench.forward(25);
    await bench.repair();
    expect(await listMultipartUploads()).toEqual([]);
  });
});
