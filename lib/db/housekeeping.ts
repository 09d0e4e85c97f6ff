import "server-only";
import { toAuditActor } from "@/lib/images/audit";
import type { UploadState } from "@/lib/images/upload/upload";
import type { Viewer } from "@/lib/images/viewer";
import { db } from "./client";
import { isUuid } from "./uuid";

/** What a person looks after: uploads that never finished, and removals that were given up. */

export type UnfinishedUpload = {
  readonly id: string;
  readonly filename: string;
  readonly filetype: string;
  readonly sizeBytes: number | null;
  readonly state: UploadState;
  readonly createdAt: Date;
  readonly expiresAt: Date;
  readonly ownerEmail: string;
};

export type ParkedRemoval = {
  readonly key: string;
  readonly tries: number;
  readonly lastError: string | null;
  readonly parkedAt: Date;
};

/** The first rows of a list, and whether there are more. */
export type Bounded<Row> = { readonly rows: readonly Row[]; readonly hasMore: boolean };

type UnfinishedRow = Omit<UnfinishedUpload, "sizeBytes"> & { readonly size: bigint | null };

/** The uploads that are neither registered nor over, those that expire first to begin with. */
export async function listUnfinishedUploads(limit: number): Promise<Bounded<UnfinishedUpload>> {
  const rows = await db().$queryRaw<UnfinishedRow[]>`
    SELECT u."id", u."filename", u."filetype", u."size", u."state"::text, u."createdAt", u."expiresAt",
      o."email" AS "ownerEmail"
    FROM (
      SELECT * FROM "Upload" WHERE "state" IN ('issued', 'registering') ORDER BY "expiresAt", "id" LIMIT ${limit + 1}
    ) u JOIN "User" o ON o."id" = u."ownerId" ORDER BY u."expiresAt", u."id"`;
  return bounded(
    rows.map(({ size, ...row }) => ({ ...row, sizeBytes: size === null ? null : Number(size) })),
    limit,
  );
}

/** The removals that were given up, the latest first. */
export async function listParkedRemovals(limit: number): Promise<Bounded<ParkedRemoval>> {
  const rows = await db().$queryRaw<ParkedRemoval[]>`
    SELECT "key", "tries", "lastError", "parkedAt" FROM "StoredObject"
    WHERE "state" = 'dead' AND "parkedAt" IS NOT NULL ORDER BY "parkedAt" DESC LIMIT ${limit + 1}`;
  return bounded(rows, limit);
}

function bounded<Row>(found: readonly Row[], limit: number): Bounded<Row> {
  return { rows: found.slice(0, limit), hasMore: found.length > limit };
}

/** Expires an upload before its time, and records who did. False when it is being registered, or is over already. */
export async function expireUpload(viewer: Viewer, id: string): Promise<boolean> {
  if (!isUuid(id)) return false;
  const { kind, id: actorId, apiKeyId } = toAuditActor(viewer);
  const rows = await db().$queryRaw<{ id: string }[]>`
    WITH late AS (
      UPDATE "Upload" SET "state" = 'expired', "expiresAt" = LEAST("expiresAt", now()), "updatedAt" = now()
      WHERE "id" = ${id}::uuid AND "state" = 'issued' RETURNING "id", "filename", "filetype"
    ), recorded AS (
      INSERT INTO "AuditEvent" ("actorKind", "actorId", "apiKeyId", "action", "details")
      SELECT ${kind}::"AuditActor", ${actorId}::uuid, ${apiKeyId}::uuid, 'upload_ended',
        jsonb_build_object('uploadId', "id", 'filename', "filename", 'filetype', "filetype") FROM late
    ), let_go AS (
      UPDATE "StoredObject" SET "state" = 'dead', "removeAt" = now(), "updatedAt" = now()
      WHERE "uploadId" IN (SELECT "id" FROM late) AND "state" = 'intent'
    )
    SELECT "id" FROM late`;
  return rows.length > 0;
}

/** Gives parked removals their ten tries anew, this one or all, and records who did. Gives how many there were. */
export async function unparkRemovals(viewer: Viewer, key: string | null): Promise<number> {
  const { kind, id: actorId, apiKeyId } = toAuditActor(viewer);
  return db().$transaction(async (transaction) => {
    const retried = await transaction.$executeRaw`
      UPDATE "StoredObject" SET "parkedAt" = NULL, "tries" = 0, "removeAt" = now(), "updatedAt" = now()
      WHERE "state" = 'dead' AND "parkedAt" IS NOT NULL AND (${key}::text IS NULL OR "key" = ${key})`;
    if (retried > 0) {
      await transaction.$executeRaw`
        INSERT INTO "AuditEvent" ("actorKind", "actorId", "apiKeyId", "action", "details")
        VALUES (${kind}::"AuditActor", ${actorId}::uuid, ${apiKeyId}::uuid, 'removals_retried',
          jsonb_build_object('count', ${retried}::int))`;
    }
    return retried;
  });
}

export type DueWork = {
  readonly staleUploads: number;
  readonly stalledAttempts: number;
  readonly dueRemovals: number;
};

/** What a sweep would do now. */
export async function countDueWork(): Promise<DueWork> {
  const [row] = await db().$queryRaw<{ stale: bigint; stalled: bigint; due: bigint }[]>`
    SELECT
      (SELECT count(*) FROM "Upload" WHERE "state" = 'issued' AND "expiresAt" < now()) AS "stale",
      (SELECT count(*) FROM "Upload" WHERE "state" = 'registering' AND "leaseUntil" < now()) AS "stalled",
      (SELECT count(*) FROM "StoredObject" WHERE "state" = 'dead' AND "removeAt" <= now() AND "parkedAt" IS NULL) AS "due"`;
  return {
    staleUploads: Number(row?.stale ?? 0),
    stalledAttempts: Number(row?.stalled ?? 0),
    dueRemovals: Number(row?.due ?? 0),
  };
}
