/**
 * Compares a ledger of a million keys in a real Postgres with a listing of as many: how much memory it takes, and how much
 * a comparison of a thousand does. The listing comes from this process, so that the store's own speed is left out.
 */
import assert from "node:assert/strict";
import { setImmediate } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import pg from "pg";
import { applyMigrations } from "@/scripts/db/apply-migrations";
import { withScratchDatabase } from "@/scripts/db/scratch-database";
import type { ListedObject } from "@/lib/images/reconcile/difference";
import type { BucketInventory } from "@/lib/storage/bucket-inventory";
import { figure } from "../harness/figure";
import { runSuite } from "../harness/suite";

// A bound: without one, the process collects garbage when it pleases.
setFlagsFromString("--max-old-space-size=96");
const MANY = 1_000_000;
const FEW = 1_000;
const PAGE = 1_000;
/** One in so many is in the ledger alone, and one in so many in the bucket alone. */
const RARE = 10_000;
const modifiedAt = new Date("2026-11-01T00:00:00Z");

/** In the order of their bytes, since the number has a fixed width. */
function keyOf(index: number): string {
  const id = index.toString(16).padStart(12, "0");
  return `images/00000000-0000-4000-8000-${id}/00000000-0000-4000-8000-${id}/original.jpg`;
}

function objectOf(key: string): ListedObject {
  return { key, sizeBytes: 1_000, etag: '"e"', modifiedAt };
}

const inBucket = (index: number) => index % RARE !== 1;

/** A bucket with so many keys, in the pages of a store. */
const inventoryOf = (keys: number): BucketInventory => ({
  async *listObjects() {
    let page: ListedObject[] = [];
    for (let index = 0; index < keys; index += 1) {
      if (inBucket(index)) page.push(objectOf(keyOf(index)));
      if (page.length < PAGE) continue;
      // A page of a store arrives later, too.
      await setImmediate();
      yield page;
      page = [];
    }
    yield page;
  },
  async *listMultipartUploads() {
    // None is under way.
  },
  describe: (key) => {
    const index = Number.parseInt(key.slice(31, 43), 16);
    return Promise.resolve(inBucket(index) ? objectOf(key) : null);
  },
  abortMultipart: () => Promise.resolve(),
  readEpoch: () => Promise.resolve(null),
  writeEpoch: () => Promise.resolve(),
});

async function seed(url: string, keys: number): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(
    `INSERT INTO "StoredObject" ("key", "state", "writableUntil", "updatedAt")
     SELECT 'images/' || id || '/' || id || '/original.jpg', 'live', now(), now()
     FROM (SELECT '00000000-0000-4000-8000-' || lpad(to_hex(n), 12, '0') AS id
       FROM generate_series(0, $1::int - 1) n WHERE n % $2::int <> 2) ids`,
    [keys, RARE],
  );
  await client.query(`ANALYZE "StoredObject"`);
  await client.end();
}

/** The largest resident memory while it runs, and its seconds. */
async function compare(keys: number): Promise<{ mebibytes: number; seconds: number }> {
  const { reconcileBucket } = await import("@/lib/operations/housekeeping/reconcile-bucket");
  let peak = process.memoryUsage().rss;
  const sampling = setInterval(() => (peak = Math.max(peak, process.memoryUsage().rss)), 50);
  const start = performance.now();
  const outcome = await reconcileBucket({ inventory: inventoryOf(keys) });
  const seconds = (performance.now() - start) / 1000;
  clearInterval(sampling);
  assert(outcome.kind === "ended" && outcome.report.state === "completed");
  const { found } = outcome.report;
  assert.deepEqual(
    [found.unknown_object, found.missing_object],
    [Math.ceil((keys - 2) / RARE), Math.ceil((keys - 1) / RARE)],
  );
  return { mebibytes: Math.round(peak / 1024 ** 2), seconds };
}

async function compareIn(url: string, keys: number): ReturnType<typeof compare> {
  await seed(url, keys);
  return compare(keys);
}

await runSuite(() =>
  withScratchDatabase(null, async (url) => {
    await applyMigrations(url);
    Object.assign(process.env, {
      DATABASE_URL: url,
      S3_BUCKET: "bench",
      S3_REGION: "us-east-1",
      NEXTAUTH_URL: "http://localhost:3000",
      NEXTAUTH_SECRET: "x".repeat(32),
      LOG_LEVEL: "silent",
    });
    const { closeDatabase, db } = await import("@/lib/db/client");
    const few = await compareIn(url, FEW);
    await db().$executeRawUnsafe(`DELETE FROM "StoredObject"`);
    const many = await compareIn(url, MANY);
    await closeDatabase();
    return [
      figure({
        goal: "M13",
        what: "Reconciling a million keys: the most resident memory",
        value: many.mebibytes,
        unit: "MiB",
        bar: { atMost: 256 },
        note: `${String(few.mebibytes)} MiB for a thousand keys; ${many.seconds.toFixed(1)} s, less what a store takes to list`,
      }),
    ];
  }),
);
