import "server-only";
import {
  ATTEMPT_GRACE_SECONDS,
  type KeptRegistration,
  LEASE_SECONDS,
  MULTIPART_SECONDS,
} from "@/lib/images/upload/upload";
import { z } from "zod";
import { db } from "../client";
import { Prisma } from "../generated/client";

/** Uploads whose registration a job goes on with: what was asked, its lease, and how far it has read. */

/**
 * Keeps what was asked and lets go of the lease, for a job to take. `attempt` is the fencing token of whoever holds the
 * lease, null when nobody does. Neither it nor its poster expires while it waits. False when the upload has moved on meanwhile.
 */
export async function handOver(
  uploadId: string,
  attempt: number | null,
  registration: KeptRegistration,
): Promise<boolean> {
  const rows = await db().$queryRaw<{ id: string }[]>`
    WITH handed AS (
      UPDATE "Upload" SET "state" = 'issued', "leaseUntil" = NULL, "updatedAt" = now(),
        "registration" = ${JSON.stringify(registration)}::jsonb,
        "expiresAt" = GREATEST("expiresAt", now() + make_interval(secs => ${MULTIPART_SECONDS}))
      WHERE "id" = ${uploadId}::uuid AND "registration" IS NULL AND CASE WHEN ${attempt}::int IS NULL
        THEN "state" = 'issued' ELSE "state" = 'registering' AND "attempt" = ${attempt} END
      RETURNING "id", "ownerId", "stagingKey", "expiresAt"
    ), poster AS (
      UPDATE "Upload" SET "expiresAt" = GREATEST("expiresAt", now() + make_interval(secs => ${MULTIPART_SECONDS}))
      WHERE "stagingKey" = ${registration.poster ?? null} AND "ownerId" = (SELECT "ownerId" FROM handed)
        AND "state" = 'issued' RETURNING "stagingKey", "expiresAt"
    ), kept AS (
      UPDATE "StoredObject" o SET "updatedAt" = now(), "writableUntil" = GREATEST(o."writableUntil", u."expiresAt")
      FROM (SELECT "stagingKey", "expiresAt" FROM handed UNION SELECT "stagingKey", "expiresAt" FROM poster) u
      WHERE o."key" = u."stagingKey"
    )
    SELECT "id" FROM handed`;
  return rows.length > 0;
}

/** The ids of uploads that wait for a job; those that one has at this moment are left out. */
export async function listWaiting(limit: number): Promise<string[]> {
  const rows = await db().upload.findMany({
    where: { state: "issued", registration: { not: Prisma.DbNull } },
    select: { id: true },
    take: limit,
  });
  return rows.map(({ id }) => id);
}

/** Holds the lease for longer, and the keys that this attempt may still write. False when it was lost. */
export async function renewLease(uploadId: string, attempt: number): Promise<boolean> {
  const rows = await db().$queryRaw<{ id: string }[]>`
    WITH held AS (
      UPDATE "Upload" SET "leaseUntil" = now() + make_interval(secs => ${LEASE_SECONDS})
      WHERE "id" = ${uploadId}::uuid AND "attempt" = ${attempt} AND "state" = 'registering' RETURNING "id"
    ), kept AS (
      UPDATE "StoredObject" o SET "writableUntil" = GREATEST(o."writableUntil",
        now() + make_interval(secs => ${LEASE_SECONDS + ATTEMPT_GRACE_SECONDS}))
      FROM held WHERE o."uploadId" = held."id" AND o."state" = 'intent'
    )
    SELECT "id" FROM held`;
  return rows.length > 0;
}

const hashProgress = z.strictObject({
  /** Of the object that was read: another one begins anew. */
  etag: z.string(),
  hashedBytes: z.number().int(),
  /** The hash function's own state, base64. */
  state: z.string(),
});
export type HashProgress = z.infer<typeof hashProgress>;

export async function findHashProgress(uploadId: string): Promise<HashProgress | null> {
  const row = await db().upload.findUnique({ where: { id: uploadId }, select: { hashProgress: true } });
  return hashProgress.safeParse(row?.hashProgress).data ?? null;
}

/** Keeps how far the object was read, for whoever goes on should this attempt end. False when the lease was lost. */
export async function saveHashProgress(
  uploadId: string,
  attempt: number,
  progress: HashProgress,
): Promise<boolean> {
  const { count } = await db().upload.updateMany({
    where: { id: uploadId, attempt, state: "registering" },
    data: { hashProgress: progress },
  });
  return count > 0;
}
