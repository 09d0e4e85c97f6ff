import "server-only";
import { failpoint } from "@/lib/failpoint";
import type { ObjectKey } from "@/lib/images/object-key";
import { db } from "./client";

/** The object ledger's end of life: what was abandoned becomes dead, what is dead is removed and then forgotten. */

/**
 * A dead key to remove; `settled`: nothing can write it any more, so that its row may go with it; `multipart`: parts
 * may lie under it, which go with it too.
 */
export type DeadObject = { readonly key: ObjectKey; readonly settled: boolean; readonly multipart: boolean };

const LEASE_MINUTES = 2;
const MAX_TRIES = 10;

/** Takes up to `limit` dead keys that are due, and keeps other workers off them for two minutes. */
export async function claimDeadObjects(limit: number): Promise<DeadObject[]> {
  return db().$queryRaw<DeadObject[]>`
    UPDATE "StoredObject" SET "removeAt" = now() + make_interval(mins => ${LEASE_MINUTES}), "updatedAt" = now()
    WHERE "key" IN (
      SELECT "key" FROM "StoredObject"
      WHERE "state" = 'dead' AND "removeAt" <= now() AND "parkedAt" IS NULL
      ORDER BY "removeAt" LIMIT ${limit} FOR UPDATE SKIP LOCKED)
    RETURNING "key", "writableUntil" < now() AS "settled", "multipart"`;
}

/** After a removal: a settled key is forgotten; another is removed once more when nothing can write it any more. */
export async function recordRemovals(removed: readonly DeadObject[]): Promise<void> {
  const settled = removed.filter((object) => object.settled).map((object) => object.key);
  const open = removed.filter((object) => !object.settled).map((object) => object.key);
  await db().$transaction([
    db().$executeRaw`DELETE FROM "StoredObject" WHERE "key" = ANY(${settled}) AND "state" = 'dead'`,
    db().$executeRaw`
      UPDATE "StoredObject" SET "removeAt" = "writableUntil" + interval '1 second', "tries" = 0, "lastError" = NULL,
        "updatedAt" = now() WHERE "key" = ANY(${open}) AND "state" = 'dead'`,
  ]);
}

/** After a failure: tried again with growing pauses up to an hour, and parked for a person after ten tries. */
export async function recordRemovalFailure(key: ObjectKey, reason: string): Promise<void> {
  await db().$executeRaw`
    UPDATE "StoredObject" SET "tries" = "tries" + 1, "lastError" = ${reason.slice(0, 500)}, "updatedAt" = now(),
      "removeAt" = now() + LEAST(interval '1 hour', power(2, "tries") * interval '2 seconds') * (0.5 + random()),
      "parkedAt" = CASE WHEN "tries" + 1 >= ${MAX_TRIES} THEN now() END
    WHERE "key" = ${key} AND "state" = 'dead'`;
}

/** Gives claimed keys back, to be tried again after that many seconds, which counts for no try. */
export async function postponeRemovals(
  dead: readonly DeadObject[],
  seconds: number,
  reason: string | null,
): Promise<void> {
  const keys = dead.map((object) => object.key);
  await db().$executeRaw`
    UPDATE "StoredObject" SET "removeAt" = now() + make_interval(secs => ${seconds}), "updatedAt" = now(),
      "lastError" = COALESCE(${reason}, "lastError")
    WHERE "key" = ANY(${keys}) AND "state" = 'dead'`;
}

/**
 * Lets go of what was abandoned: uploads that nobody registered in time become `expired`, attempts whose lease is
 * over lose their fencing token, and the keys of both become dead. Gives the number of uploads that expired.
 */
export async function abandonStaleUploads(limit: number): Promise<number> {
  failpoint("sweep.before-stalled");
  await db().$executeRaw`
    WITH stalled AS (
      UPDATE "Upload" SET "state" = 'issued', "attempt" = "attempt" + 1, "leaseUntil" = NULL, "updatedAt" = now()
      WHERE "id" IN (
        SELECT "id" FROM "Upload" WHERE "state" = 'registering' AND "leaseUntil" < now()
        LIMIT ${limit} FOR UPDATE SKIP LOCKED)
      RETURNING "id", "stagingKey"
    )
    UPDATE "StoredObject" o SET "state" = 'dead', "removeAt" = now(), "updatedAt" = now()
    FROM stalled WHERE o."uploadId" = stalled."id" AND o."key" <> stalled."stagingKey" AND o."state" = 'intent'`;
  failpoint("sweep.after-stalled");
  // Attempts that were overtaken: nobody can write their keys any more, and nobody ever claimed them.
  await db().$executeRaw`
    UPDATE "StoredObject" SET "state" = 'dead', "removeAt" = now(), "updatedAt" = now()
    WHERE "key" IN (
      SELECT "key" FROM "StoredObject" WHERE "state" = 'intent' AND "writableUntil" < now()
      LIMIT ${limit} FOR UPDATE SKIP LOCKED)`;
  failpoint("sweep.after-overtaken");
  const expired = await db().$queryRaw<{ id: string }[]>`
    WITH late AS (
      UPDATE "Upload" SET "state" = 'expired', "updatedAt" = now()
      WHERE "id" IN (
        SELECT "id" FROM "Upload" WHERE "state" = 'issued' AND "expiresAt" < now()
        LIMIT ${limit} FOR UPDATE SKIP LOCKED)
      RETURNING "id"
    ), let_go AS (
      UPDATE "StoredObject" SET "state" = 'dead', "removeAt" = now(), "updatedAt" = now()
      WHERE "uploadId" IN (SELECT "id" FROM late) AND "state" = 'intent'
    )
    SELECT "id" FROM late`;
  failpoint("sweep.after-expired");
  return expired.length;
}
