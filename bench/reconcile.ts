/**
 * Compares a ledger of a million keys in a real Postgres with a listing of as many: how long it takes, and how much
 * memory. The listing comes from this process, so that the store's own speed is left out.
 *
 * Run: `node --max-old-space-size=96 --conditions=react-server --import tsx bench/reconcile.ts [file for the figures as JSON]
 * [keys]`. A heap of 96 MiB is a bound; without one, the process collects garbage when it pleases.
 */
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { setImmediate } from "node:timers/promises";
import pg from "pg";
import { applyMigrations } from "@/scripts/db/apply-migrations";
import { withScratchDatabase } from "@/scripts/db/scratch-database";
import type { ListedObject } from "@/lib/images/reconcile/difference";
import type { BucketInventory } from "@/lib/storage/bucket-inventory";

const [, , file, wanted = "1000000"] = process.argv;
const keys = Number(wanted);
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

const inventory: BucketInventory = {
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
};

async function seed(url: string): Promise<void> {
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

await withScratchDatabase(null, async (url) => {
  await applyMigrations(url);
  await seed(url);
  Object.assign(process.env, {
    DATABASE_URL: url,
    S3_BUCKET: "bench",
    S3_REGION: "us-east-1",
    NEXTAUTH_URL: "http://localhost:3000",
    NEXTAUTH_SECRET: "x".repeat(32),
    LOG_LEVEL: "silent",
  });
  const { reconcileBucket } = await import("@/lib/operations/housekeeping/reconcile-bucket");
  const { db } = await import("@/lib/db/client");
  const before = process.memoryUsage().rss;
  let peak = before;
  const sampling = setInterval(() => (peak = Math.max(peak, process.memoryUsage().rss)), 50);
  const start = performance.now();
  const outcome = await reconcileBucket({ inventory });
  const seconds = (performance.now() - start) / 1000;
  clearInterval(sampling);
  await db().$disconnect();
  assert(outcome.kind === "ended" && outcome.report.state === "completed");
  const { objects, ledgerKeys, found } = outcome.report;
  assert.deepEqual(
    [found.unknown_object, found.missing_object],
    [Math.ceil((keys - 2) / RARE), Math.ceil((keys - 1) / RARE)],
  );
  const mebibytes = (bytes: number) => Math.round(bytes / 1024 ** 2);
  const figures = {
    conditions: { node: process.version, processor: cpus()[0]?.model, processors: cpus().length },
    objects,
    ledgerKeys,
    seconds: Number(seconds.toFixed(1)),
    rssBeforeMiB: mebibytes(before),
    rssPeakMiB: mebibytes(peak),
    found,
  };
  console.log(JSON.stringify(figures, null, 2));
  if (file) writeFileSync(file, `${JSON.stringify(figures, null, 2)}\n`);
});
process.exit();
