// An hour without the store, and thousands of removals that wait for it; a store that answers and removes nothing; and
// one object that it never removes.
import "../support/quiet-log";
import { removeOwnDatabase } from "../support/own-services";
import { afterAll, beforeAll, expect, it } from "vitest";
import { proveAdmin } from "@/lib/images/viewer";
import { removeDeadObjects } from "@/lib/operations/housekeeping/remove-dead-objects";
import { retryRemovals } from "@/lib/operations/housekeeping/retry-removals";
import { sweepUploads } from "@/lib/operations/housekeeping/sweep-uploads";
import type { ObjectStorage } from "@/lib/storage/object-storage";
import { s3ObjectStorage } from "@/lib/storage/s3/s3-object-storage";
import { listObjects, writeObject } from "../support/bucket";
import { sql, sqlOne } from "../support/database";
import { readEnvironment } from "../support/environment";
import { FaultProxy } from "../support/fault-proxy";
import { findViolations } from "../support/invariants";
import { addPerson } from "../support/people";

const REMOVALS = 3_000;
const OBJECTS = 50;
const direct = readEnvironment().S3_ENDPOINT;
let proxy: FaultProxy;

beforeAll(async () => {
  proxy = await FaultProxy.to(direct);
  // The operations of this process reach the store by way of the proxy, everything else directly.
  process.env["S3_ENDPOINT"] = proxy.address;
});
afterAll(async () => {
  await proxy.stop();
  process.env["S3_ENDPOINT"] = direct;
  await removeOwnDatabase();
});

async function addDead(prefix: string, count: number): Promise<void> {
  await sql(
    `INSERT INTO "StoredObject" ("key", "state", "writableUntil", "updatedAt")
     SELECT $1 || lpad(n::text, 5, '0'), 'dead', now() - interval '1 hour', now() FROM generate_series(1, $2::int) n`,
    [prefix, count],
  );
}

/** One minute of the worker: what was put off is due again. */
async function minute(storage: ObjectStorage): Promise<void> {
  await sql(`UPDATE "StoredObject" SET "removeAt" = now() WHERE "state" = 'dead'`);
  const { storeAway } = await sweepUploads({});
  // What a deletion enqueues is tried whatever the sweep has found.
  await removeDeadObjects({ storage, maxBatches: storeAway ? 1 : 200 });
}

it("all are removed once it is back, none was given up, and the store was asked once for each", async () => {
  await addDead("images/outage-", REMOVALS);
  for (let at = 1; at <= OBJECTS; at += 1)
    await writeObject(`images/outage-${String(at).padStart(5, "0")}`, new Uint8Array([at]));
  let asked = 0;
  const counting: ObjectStorage = {
    ...s3ObjectStorage,
    remove: (key, options) => {
      asked += 1;
      return s3ObjectStorage.remove(key, options);
    },
  };

  await proxy.set({ kind: "refuse" });
  for (let passed = 0; passed < 60; passed += 1) await minute(counting);
  const { given_up } = await sqlOne<{ given_up: string }>(
    `SELECT count(*) AS given_up FROM "StoredObject" WHERE "tries" > 0 OR "parkedAt" IS NOT NULL`,
  );
  expect(Number(given_up)).toBe(0);
  expect((await listObjects("images/outage-")).size).toBe(OBJECTS);

  await proxy.set({ kind: "pass" });
  await minute(counting);

  expect(await sql(`SELECT "key" FROM "StoredObject"`)).toEqual([]);
  expect((await listObjects("images/outage-")).size).toBe(0);
  expect(asked).toBeLessThan(1.2 * REMOVALS);
  expect(await findViolations()).toEqual([]);
});

it("one that fails for the tenth time is parked with the reason, the others go meanwhile, and a person can have it tried again", async () => {
  const key = "images/poison-00001";
  const poisoned: ObjectStorage = {
    ...s3ObjectStorage,
    remove: (asked, options) =>
      asked === key
        ? Promise.reject(new Error("this one is under legal hold"))
        : s3ObjectStorage.remove(asked, options),
  };
  const rowOf = () =>
    sqlOne<{ tries: number; parkedAt: Date | null; lastError: string }>(
      `SELECT "tries", "parkedAt", "lastError" FROM "StoredObject" WHERE "key" = $1`,
      [key],
    );
  await addDead("images/poison-", 1);

  for (let tries = 1; tries <= 10; tries += 1) {
    await addDead(`images/well-${tries}-`, 3);
    await minute(poisoned);
    expect(await sql(`SELECT "key" FROM "StoredObject"`)).toEqual([{ key }]);
    expect(await rowOf()).toMatchObject({ tries, parkedAt: tries < 10 ? null : expect.any(Date) });
  }
  await minute(poisoned);
  expect(await rowOf()).toMatchObject({ tries: 10, lastError: expect.stringContaining("legal hold") });

  const admin = await addPerson("admin");
  const viewer = proveAdmin({ kind: "user", id: admin.id, role: "admin" });
  if (viewer === null) throw new Error("an admin is an admin");
  expect(await retryRemovals({ viewer, key })).toBe(1);
  await removeDeadObjects({ storage: poisoned });
  expect(await rowOf()).toMatchObject({ tries: 1, parkedAt: null });
  await minute(s3ObjectStorage);
  expect(await sql(`SELECT "key" FROM "StoredObject"`)).toEqual([]);
});

it("removals that fail while the store answers are all tried, and wait for seconds", async () => {
  await addDead("images/refused-", 60);
  const failing: ObjectStorage = {
    ...s3ObjectStorage,
    remove: () => Promise.reject(new Error("not this one")),
  };

  await removeDeadObjects({ storage: failing });
  // On a busy machine the first of them are due, and tried, a second time before the last were tried once.
  const { tried, late } = await sqlOne<{ tried: string; late: string }>(
    `SELECT count(*) FILTER (WHERE "tries" > 0) AS tried,
       count(*) FILTER (WHERE "removeAt" - "updatedAt" > power(2, "tries" - 1) * interval '3 seconds') AS late
     FROM "StoredObject"`,
  );
  expect([Number(tried), Number(late)]).toEqual([60, 0]);

  await minute(s3ObjectStorage);
  expect(await sql(`SELECT "key" FROM "StoredObject"`)).toEqual([]);
});
