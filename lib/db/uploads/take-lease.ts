import "server-only";
import { LEASE_SECONDS } from "@/lib/images/upload/upload";
import { Prisma } from "../generated/client";

/**
 * The beginning of a `WITH` that registers: `claimed` is the upload with its new fencing token, no row when another
 * attempt holds the lease or the upload has moved on; the key of an attempt that is overtaken by this one is let go of.
 */
export function takeLease(uploadId: string): Prisma.Sql {
  return Prisma.sql`claimed AS (
      UPDATE "Upload" SET "state" = 'registering', "attempt" = "attempt" + 1, "updatedAt" = now(),
        "leaseUntil" = now() + make_interval(secs => ${LEASE_SECONDS})
      WHERE "id" = ${uploadId}::uuid
        AND ("state" = 'issued' OR ("state" = 'registering' AND "leaseUntil" < now()))
      RETURNING "id", "attempt", "stagingKey"
    ), overtaken AS (
      UPDATE "StoredObject" o SET "state" = 'dead', "removeAt" = now(), "updatedAt" = now()
      FROM claimed WHERE o."uploadId" = claimed."id" AND o."key" <> claimed."stagingKey" AND o."state" = 'intent'
    )`;
}
