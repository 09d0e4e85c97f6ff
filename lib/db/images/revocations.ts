import "server-only";
import type { AuditActorKind } from "@/lib/images/audit";
import { toAuditActor } from "@/lib/images/audit";
import type { ObjectKey } from "@/lib/images/object-key";
import { ATTEMPT_GRACE_SECONDS } from "@/lib/images/upload/upload";
import type { Viewer } from "@/lib/images/viewer";
import { db } from "../client";
import { isUuid } from "../uuid";

/** Promises that every URL handed out for an image will stop working, and the change of key that keeps them. */

/** An object of an image, and the key that takes its place. */
export type Replacement = { readonly from: ObjectKey; readonly to: ObjectKey };

/**
 * Writes the promise, to be kept by a job after `graceSeconds` unless somebody does so before. Gives until when the
 * last URL on record works: null when none does, `undefined` when the image is gone.
 */
export async function promiseRevocation(
  viewer: Viewer,
  imageId: string,
  graceSeconds: number,
): Promise<{ lastUrlUntil: Date | null } | undefined> {
  const { kind, id, apiKeyId } = toAuditActor(viewer);
  const rows = await db().$queryRaw<{ lastUrlUntil: Date | null }[]>`
    WITH held AS (SELECT "id" FROM "Image" WHERE "id" = ${imageId}::uuid FOR KEY SHARE),
    promised AS (
      INSERT INTO "Revocation" ("imageId", "actorKind", "actorId", "apiKeyId", "reason", "dueAt")
      SELECT "id", ${kind}::"AuditActor", ${id}::uuid, ${apiKeyId}::uuid, 'asked',
        now() + make_interval(secs => ${graceSeconds}) FROM held
      ON CONFLICT ("imageId") DO UPDATE SET "requestedAt" = now()
    )
    SELECT (SELECT max("until") FROM "AuditEvent" e WHERE e."imageId" = held."id" AND e."until" > now()) AS "lastUrlUntil"
    FROM held`;
  return rows[0];
}

/** Whether a promise for this image is still to be kept. */
export async function isRevocationPending(imageId: string): Promise<boolean> {
  if (!isUuid(imageId)) return false;
  const promise = await db().revocation.findUnique({ where: { imageId }, select: { imageId: true } });
  return promise !== null;
}

/** Takes up to `limit` promises that are due, and keeps other workers off them for that many seconds. */
export async function claimRevocations(limit: number, leaseSeconds: number): Promise<string[]> {
  const rows = await db().$queryRaw<{ imageId: string }[]>`
    UPDATE "Revocation" SET "tries" = "tries" + 1, "dueAt" = now() + make_interval(secs => ${leaseSeconds})
    WHERE "imageId" IN (
      SELECT "imageId" FROM "Revocation" WHERE "dueAt" <= now() ORDER BY "dueAt" LIMIT ${limit} FOR UPDATE SKIP LOCKED)
    RETURNING "imageId"`;
  return rows.map(({ imageId }) => imageId);
}

/** After a failure: tried again with growing pauses up to ten minutes, and never given up. */
export async function postponeRevocation(imageId: string, reason: string): Promise<void> {
  await db().$executeRaw`
    UPDATE "Revocation" SET "lastError" = ${reason.slice(0, 500)},
      "dueAt" = now() + LEAST(interval '10 minutes', power(2, LEAST("tries", 10)) * interval '2 seconds')
    WHERE "imageId" = ${imageId}::uuid`;
}

/** Writes the new keys as `intent`, before the store is asked to make them; false when there is nothing to revoke any more. */
export async function announceReplacements(
  imageId: string,
  replacements: readonly Replacement[],
  budgetSeconds: number,
): Promise<boolean> {
  const announced = await db().$executeRaw`
    INSERT INTO "StoredObject" ("key", "state", "imageId", "writableUntil", "updatedAt")
    SELECT r."key", 'intent', i."id", now() + make_interval(secs => ${budgetSeconds + ATTEMPT_GRACE_SECONDS}), now()
    FROM "Image" i JOIN "Revocation" p ON p."imageId" = i."id", unnest(${keysOf(replacements, "to")}::text[]) AS r("key")
    WHERE i."id" = ${imageId}::uuid`;
  return announced > 0;
}

/** Lets go of new keys that did not come to be used. */
export async function abandonReplacements(replacements: readonly Replacement[]): Promise<void> {
  await db().$executeRaw`
    UPDATE "StoredObject" SET "state" = 'dead', "removeAt" = now(), "updatedAt" = now()
    WHERE "key" = ANY(${keysOf(replacements, "to")}) AND "state" = 'intent'`;
}

type Promised = {
  actorKind: AuditActorKind;
  actorId: string | null;
  apiKeyId: string | null;
  reason: string;
};

/** The picture that a video is shown by, when it has one. */
export async function findPoster(
  imageId: string,
): Promise<{ posterKey: ObjectKey; posterType: string } | null> {
  const rows = await db().$queryRaw<{ posterKey: ObjectKey; posterType: string }[]>`
    SELECT "posterKey", COALESCE("posterType", 'image/jpeg') AS "posterType" FROM "Image"
    WHERE "id" = ${imageId}::uuid AND "posterKey" IS NOT NULL`;
  return rows[0] ?? null;
}

/**
 * Gives the image its new keys and kills the old ones, in one transaction that also keeps the promise; a trigger lets go
 * of its variants. Gives all keys that are dead now: null when another attempt kept the promise first, the image is gone
 * or its poster is another; then nothing has changed.
 */
export async function commitReplacement(
  imageId: string,
  original: Replacement & { readonly etag: string },
  poster: Replacement | null,
): Promise<ObjectKey[] | null> {
  const added = poster === null ? [original.to] : [original.to, poster.to];
  return db().$transaction(async (transaction) => {
    const [promised] = await transaction.$queryRaw<Promised[]>`
      SELECT p."actorKind"::text, p."actorId", p."apiKeyId", p."reason"
      FROM "Image" i JOIN "Revocation" p ON p."imageId" = i."id"
      WHERE i."id" = ${imageId}::uuid AND i."objectKey" = ${original.from}
        AND i."posterKey" IS NOT DISTINCT FROM ${poster?.from ?? null}
        AND NOT EXISTS (SELECT FROM unnest(${added}::text[]) AS a("key") WHERE NOT EXISTS (
          SELECT FROM "StoredObject" o WHERE o."key" = a."key" AND o."state" = 'intent'))
      FOR UPDATE OF i`;
    if (promised === undefined) return null;
    const { actorKind: kind, actorId: id, apiKeyId, reason } = promised;
    const actor = JSON.stringify({ kind, id, apiKeyId, reason });
    // Before the swap lets go of the variants: their objects are to be removed at once too.
    const old = await transaction.$queryRaw<{ key: ObjectKey }[]>`
      SELECT "key" FROM "StoredObject" WHERE "imageId" = ${imageId}::uuid AND "state" = 'live'`;
    const alive = await transaction.$executeRaw`
      UPDATE "StoredObject" SET "state" = 'live', "updatedAt" = now()
      WHERE "key" = ANY(${added}::text[]) AND "state" = 'intent'`;
    if (alive !== added.length)
      throw new Error(`The new keys of the image ${imageId} were let go meanwhile.`);
    await transaction.$executeRaw`
      WITH actor AS (SELECT set_config('signet.actor', ${actor}, true))
      UPDATE "Image" SET "objectKey" = ${original.to}, "etag" = ${original.etag}, "posterKey" = ${poster?.to ?? null},
        "updatedAt" = now()
      FROM actor WHERE "id" = ${imageId}::uuid`;
    // All that was there before, and what attempts that died had announced.
    await transaction.$executeRaw`
      UPDATE "StoredObject" SET "state" = 'dead', "removeAt" = now(), "updatedAt" = now()
      WHERE "imageId" = ${imageId}::uuid AND "state" <> 'dead' AND "key" <> ALL(${added}::text[])`;
    await transaction.$executeRaw`DELETE FROM "Revocation" WHERE "imageId" = ${imageId}::uuid`;
    return old.map(({ key }) => key);
  });
}

function keysOf(replacements: readonly Replacement[], side: "from" | "to"): string[] {
  return replacements.map((replacement) => replacement[side]);
}
