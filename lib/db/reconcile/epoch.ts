import "server-only";
import type { Epoch } from "@/lib/images/reconcile/restore-guard";
import { db } from "../client";

/** The restore guard's row: a number that only grows. */

export type GuardState = { readonly trippedAt: Date | null; readonly reason: string | null };

/** The database's own epoch; made at the first call. */
export async function loadEpoch(): Promise<Epoch & { readonly settled: boolean }> {
  const rows = await db().$queryRaw<(Epoch & { settled: boolean })[]>`
    WITH made AS (
      INSERT INTO "BucketEpoch" ("id") VALUES (1) ON CONFLICT DO NOTHING RETURNING *
    )
    SELECT "lineage"::text, "epoch", "advancedAt" > now() - interval '30 seconds' AND "epoch" > 0 AS "settled"
    FROM (SELECT * FROM made UNION ALL SELECT * FROM "BucketEpoch") e LIMIT 1`;
  const [epoch] = rows;
  // Two first calls at once: the other one's row is there by now.
  return epoch ?? loadEpoch();
}

/** Counts up by one; null when somebody else has done so since `seen`. */
export async function advanceEpoch(seen: Epoch): Promise<Epoch | null> {
  const rows = await db().$queryRaw<Epoch[]>`
    UPDATE "BucketEpoch" SET "epoch" = "epoch" + 1, "advancedAt" = now()
    WHERE "lineage" = ${seen.lineage}::uuid AND "epoch" = ${seen.epoch} RETURNING "lineage"::text, "epoch"`;
  return rows[0] ?? null;
}

/** Writes down what the guard said last: a reason, or null when all is well. */
export async function recordGuard(reason: string | null): Promise<void> {
  await db().$executeRaw`
    UPDATE "BucketEpoch" SET "reason" = ${reason},
      "trippedAt" = CASE WHEN ${reason}::text IS NULL THEN NULL ELSE COALESCE("trippedAt", now()) END
    WHERE "reason" IS DISTINCT FROM ${reason}`;
}

export async function findGuardState(): Promise<GuardState> {
  const row = await db().bucketEpoch.findUnique({
    where: { id: 1 },
    select: { trippedAt: true, reason: true },
  });
  return row ?? { trippedAt: null, reason: null };
}

/**
 * After a person has said that this database and this bucket belong together: a new lineage, which the bucket's copy
 * is to be written from. What was unknown until now has its grace anew.
 */
export async function renewLineage(): Promise<Epoch> {
  const [, rows] = await db().$transaction([
    db().$executeRaw`DELETE FROM "ReconcileFinding"`,
    db().$queryRaw<Epoch[]>`
      INSERT INTO "BucketEpoch" ("id") VALUES (1)
      ON CONFLICT ("id") DO UPDATE SET "lineage" = gen_random_uuid(), "epoch" = 0, "advancedAt" = now(),
        "trippedAt" = NULL, "reason" = NULL
      RETURNING "lineage"::text, "epoch"`,
  ]);
  const [epoch] = rows;
  if (epoch === undefined) throw new Error("The epoch has no row.");
  return epoch;
}
