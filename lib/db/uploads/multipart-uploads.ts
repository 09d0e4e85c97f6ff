import "server-only";
import { ATTEMPT_GRACE_SECONDS, LEASE_SECONDS } from "@/lib/images/upload/upload";
import { db } from "../client";
import { takeLease } from "./take-lease";

/** What is special about the rows of uploads in parts. */

/** Keeps what the store calls the upload. False when the upload is over already. */
export async function recordMultipart(uploadId: string, multipartId: string): Promise<boolean> {
  const { count } = await db().upload.updateMany({
    where: { id: uploadId, state: "issued", multipartId: null },
    data: { multipartId },
  });
  return count > 0;
}

/**
 * Ends the time of an upload that its owner gave up, and lets go of its keys. False when it cannot be let go of: an attempt at
 * registering holds it, or it is over already.
 */
export async function abandonUpload(uploadId: string): Promise<boolean> {
  const rows = await db().$queryRaw<{ id: string }[]>`
    WITH abandoned AS (
      UPDATE "Upload" SET "state" = 'expired', "updatedAt" = now(), "expiresAt" = LEAST("expiresAt", now())
      WHERE "id" = ${uploadId}::uuid AND "state" = 'issued' RETURNING "id"
    ), let_go AS (
      UPDATE "StoredObject" SET "state" = 'dead', "removeAt" = now(), "updatedAt" = now()
      WHERE "uploadId" IN (SELECT "id" FROM abandoned) AND "state" = 'intent'
    )
    SELECT "id" FROM abandoned`;
  return rows.length > 0;
}

/**
 * Takes the lease on an upload in parts, whose key was announced before its first byte, and keeps that key for as long.
 * Gives the fencing token, or null when another attempt holds the lease or the upload has moved on.
 */
export async function claimMultipart(uploadId: string): Promise<number | null> {
  const rows = await db().$queryRaw<{ attempt: number }[]>`
    WITH ${takeLease(uploadId)}, kept AS (
      UPDATE "StoredObject" o SET "updatedAt" = now(), "writableUntil" = GREATEST(o."writableUntil",
        now() + make_interval(secs => ${LEASE_SECONDS + ATTEMPT_GRACE_SECONDS}))
      FROM claimed WHERE o."key" = claimed."stagingKey"
    )
    SELECT "attempt" FROM claimed`;
  return rows[0]?.attempt ?? null;
}
