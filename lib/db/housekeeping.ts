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

const OPEN = { state: { in: ["issued", "registering"] } } satisfies { state: { in: UploadState[] } };

/** The uploads that are neither registered nor over, those that expire first to begin with; and how many there are. */
export async function listUnfinishedUploads(
  limit: number,
): Promise<{ uploads: UnfinishedUpload[]; total: number }> {
  const [total, rows] = await Promise.all([
    db().upload.count({ where: OPEN }),
    db().upload.findMany({
      where: OPEN,
      orderBy: [{ expiresAt: "asc" }, { id: "asc" }],
      take: limit,
      select: {
        id: true,
        filename: true,
        filetype: true,
        size: true,
        state: true,
        createdAt: true,
        expiresAt: true,
        owner: { select: { email: true } },
      },
    }),
  ]);
  const uploads = rows.map(({ owner, size, ...row }) => ({
    ...row,
    sizeBytes: size === null ? null : Number(size),
    ownerEmail: owner.email,
  }));
  return { uploads, total };
}

/** The removals that were given up, the latest first; and how many there are. */
export async function listParkedRemovals(
  limit: number,
): Promise<{ removals: ParkedRemoval[]; total: number }> {
  const rows = await db().$queryRaw<(ParkedRemoval & { total: bigint })[]>`
    SELECT "key", "tries", "lastError", "parkedAt", count(*) OVER () AS "total" FROM "StoredObject"
    WHERE "state" = 'dead' AND "parkedAt" IS NOT NULL ORDER BY "parkedAt" DESC LIMIT ${limit}`;
  const removals = rows.map(({ key, tries, lastError, parkedAt }) => ({ key, tries, lastError, parkedAt }));
  return { removals, total: Number(rows[0]?.total ?? 0) };
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
  const [row] = await db().$queryRaw<{ count: bigint }[]>`
    WITH unparked AS (
      UPDATE "StoredObject" SET "parkedAt" = NULL, "tries" = 0, "removeAt" = now(), "updatedAt" = now()
      WHERE "state" = 'dead' AND "parkedAt" IS NOT NULL AND (${key}::text IS NULL OR "key" = ${key}) RETURNING 1
    ), recorded AS (
      INSERT INTO "AuditEvent" ("actorKind", "actorId", "apiKeyId", "action", "details")
      SELECT ${kind}::"AuditActor", ${actorId}::uuid, ${apiKeyId}::uuid, 'removals_retried',
        jsonb_build_object('count', count(*)) FROM unparked HAVING count(*) > 0
    )
    SELECT count(*) AS "count" FROM unparked`;
  return Number(row?.count ?? 0);
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
