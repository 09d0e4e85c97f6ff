import "server-only";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import {
  type AppliedMigration,
  COUNTED_AT_MOST,
  type DatabaseFacts,
  type QueueFacts,
} from "@/lib/installation/checks/examine-database";
import { db } from "./client";

/** What the database says of itself, of its migrations and of the queue that lives in it. */

type Server = { version: string; number: number; at: Date; hasTrigrams: boolean; hasHistory: boolean };

/** @throws AppError `database_unavailable` */
export async function readDatabaseFacts(): Promise<DatabaseFacts> {
  const askedAt = Date.now();
  const [server] = await db().$queryRaw<Server[]>`
    SELECT current_setting('server_version') AS "version", current_setting('server_version_num')::int AS "number",
      clock_timestamp() AS "at", to_regclass('_prisma_migrations') IS NOT NULL AS "hasHistory",
      EXISTS (SELECT FROM pg_extension WHERE extname = 'pg_trgm') AS "hasTrigrams"`;
  if (server === undefined) throw new Error("Postgres gave no row for a question about itself.");
  const midway = (askedAt + Date.now()) / 2;
  return {
    version: server.version,
    majorVersion: Math.floor(server.number / 10_000),
    aheadMs: server.at.getTime() - midway,
    migrations: server.hasHistory ? await readMigrations() : null,
    hasTrigrams: server.hasTrigrams,
  };
}

async function readMigrations(): Promise<AppliedMigration[]> {
  return db().$queryRaw<AppliedMigration[]>`
    SELECT migration_name AS "name", CASE WHEN finished_at IS NULL THEN 'failed' ELSE 'applied' END AS "state"
    FROM _prisma_migrations WHERE rolled_back_at IS NULL ORDER BY started_at`;
}

/** The migrations of this release; null where they were not deployed along. */
export async function listKnownMigrations(): Promise<string[] | null> {
  try {
    const entries = await readdir(join(process.cwd(), "prisma/migrations"), { withFileTypes: true });
    return entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  } catch {
    return null;
  }
}

let isUpToDate = false;

/** Whether every migration of this release is applied, as far as this deployment knows them; once they are, they stay. */
export async function hasAllMigrations(): Promise<boolean> {
  if (isUpToDate) return true;
  const [known, { migrations }] = await Promise.all([listKnownMigrations(), readDatabaseFacts()]);
  const applied = (migrations ?? []).filter(({ state }) => state === "applied").map(({ name }) => name);
  isUpToDate = new Set(known).isSubsetOf(new Set(applied));
  return isUpToDate;
}

/** Asks tables that the migrations make: they must be applied. */
export async function readQueueFacts(): Promise<QueueFacts> {
  const overdue = await db().$queryRaw<{ removeAt: Date }[]>`
    SELECT "removeAt" FROM "StoredObject" WHERE "state" = 'dead' AND "parkedAt" IS NULL AND "removeAt" <= now()
    ORDER BY "removeAt" LIMIT ${COUNTED_AT_MOST}`;
  const parked = await db().$queryRaw<{ parkedAt: Date }[]>`
    SELECT "parkedAt" FROM "StoredObject" WHERE "state" = 'dead' AND "parkedAt" IS NOT NULL LIMIT ${COUNTED_AT_MOST}`;
  return {
    workerSeenAt: await findWorkerSeenAt(),
    overdueRemovals: overdue.length,
    overdueSince: overdue[0]?.removeAt ?? null,
    parkedRemovals: parked.length,
  };
}

/** The queue notes each minute that a worker has begun; it makes its own tables when a worker first runs. */
async function findWorkerSeenAt(): Promise<Date | null> {
  const [table] = await db().$queryRaw<{ exists: boolean }[]>`
    SELECT to_regclass('graphile_worker._private_known_crontabs') IS NOT NULL AS "exists"`;
  if (table?.exists !== true) return null;
  const [seen] = await db().$queryRaw<{ at: Date | null }[]>`
    SELECT max(GREATEST(last_execution, known_since)) AS "at" FROM graphile_worker._private_known_crontabs`;
  return seen?.at ?? null;
}
