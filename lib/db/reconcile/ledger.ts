import "server-only";
import type { LedgerKey } from "@/lib/images/reconcile/difference";
import type { KeyPages } from "@/lib/images/reconcile/key-stream";
import { db } from "../client";
import { Prisma } from "../generated/client";

/** The object ledger as reconciling reads it. Its keys are sorted by their bytes (the column's collation is "C"). */

const PAGE = 1_000;

type LedgerRow = Omit<LedgerKey, "sizeBytes"> & { readonly size: bigint | null };

// Ten minutes are ten sweeps. A removal that fails is tried again, and counts as overdue from the third time.
const columns = Prisma.sql`
  o."key", o."state"::text, i."size", i."etag",
  o."writableUntil" < now() - interval '10 minutes' AND CASE o."state"
    WHEN 'intent' THEN true
    WHEN 'dead' THEN o."parkedAt" IS NOT NULL OR o."tries" > 2 OR o."removeAt" < now() - interval '10 minutes'
    ELSE false END AS "overdue"`;
const withImage = Prisma.sql`LEFT JOIN "Image" i ON i."id" = o."imageId" AND i."objectKey" = o."key"`;

/** Every key of the ledger, page by page. */
export async function* ledgerPages(): KeyPages<LedgerKey> {
  for (let after = ""; ;) {
    const rows = await db().$queryRaw<LedgerRow[]>`
      SELECT ${columns} FROM "StoredObject" o ${withImage} WHERE o."key" > ${after} ORDER BY o."key" LIMIT ${PAGE}`;
    yield rows.map(toLedgerKey);
    const last = rows.at(-1);
    if (last === undefined || rows.length < PAGE) return;
    after = last.key;
  }
}

/** What the ledger says of these keys now; those that it does not know are left out. */
export async function findLedgerKeys(keys: readonly string[]): Promise<Map<string, LedgerKey>> {
  // One look at the index for each: of many keys Postgres would rather read the whole table.
  const rows = await db().$queryRaw<LedgerRow[]>`
    SELECT ${columns} FROM unnest(${[...keys]}::text[]) AS k
    CROSS JOIN LATERAL (SELECT * FROM "StoredObject" WHERE "key" = k LIMIT 1) o ${withImage}`;
  return new Map(rows.map((row) => [row.key, toLedgerKey(row)]));
}

function toLedgerKey({ size, ...row }: LedgerRow): LedgerKey {
  return { ...row, sizeBytes: size === null ? null : Number(size) };
}

/**
 * Takes objects that nobody knows into the ledger as dead, so that the worker removes them and nothing can ever claim
 * their keys. Gives the keys that were taken: those that somebody knows by now are left alone.
 */
export async function adoptAsDead(keys: readonly string[]): Promise<string[]> {
  const rows = await db().$queryRaw<{ key: string }[]>`
    INSERT INTO "StoredObject" ("key", "state", "writableUntil", "updatedAt")
    SELECT k, 'dead', now(), now() FROM unnest(${[...keys]}::text[]) AS k
    WHERE NOT EXISTS (SELECT FROM "Image" i WHERE k IN (i."objectKey", i."posterKey"))
      AND NOT EXISTS (SELECT FROM "Variant" v WHERE v."objectKey" = k)
    ON CONFLICT ("key") DO NOTHING RETURNING "key"`;
  return rows.map((row) => row.key);
}

/** Flags the images whose objects are missing, and takes the flag from all others. Rows are never deleted for it. */
export async function markMissingImages(keys: readonly string[], now: Date): Promise<void> {
  await db().$executeRaw`
    UPDATE "Image" SET "missingSince" = CASE WHEN "missingSince" IS NULL THEN ${now}::timestamptz END,
      "revision" = "revision" + 1, "updatedAt" = now()
    WHERE "id" IN (
      SELECT "id" FROM "Image" WHERE "objectKey" = ANY(${[...keys]}) AND "missingSince" IS NULL
      UNION ALL
      SELECT "id" FROM "Image" WHERE "missingSince" IS NOT NULL AND "objectKey" <> ALL(${[...keys]}))`;
}
