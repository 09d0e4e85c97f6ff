import "server-only";
import { type MediaType, parseMediaType } from "@/lib/images/media-type";
import { type ObjectKey, parseObjectKey } from "@/lib/images/object-key";
import {
  ATTEMPT_GRACE_SECONDS,
  keptRegistration,
  LEASE_SECONDS,
  type Upload,
  type UploadProblem,
} from "@/lib/images/upload/upload";
import { db } from "../client";
import type { Prisma } from "../generated/client";
import { isUuid } from "../uuid";
import { takeLease } from "./take-lease";

const columns = {
  id: true,
  ownerId: true,
  stagingKey: true,
  state: true,
  filename: true,
  filetype: true,
  size: true,
  sha256: true,
  md5: true,
  partSize: true,
  multipartId: true,
  registration: true,
  expiresAt: true,
  attempt: true,
  imageId: true,
  problemCode: true,
  problemDetail: true,
} as const;

/** The upload with the key that presigning gave, if it is this owner's. */
export async function findUpload(stagingKey: ObjectKey, ownerId: string): Promise<Upload | null> {
  const row = await db().upload.findUnique({ where: { stagingKey, ownerId }, select: columns });
  return row === null ? null : toUpload(row);
}

/** The upload with this id, if it is this owner's; any text may be asked for. */
export async function findUploadById(id: string, ownerId: string): Promise<Upload | null> {
  if (!isUuid(id)) return null;
  const row = await db().upload.findUnique({ where: { id, ownerId }, select: columns });
  return row === null ? null : toUpload(row);
}

/** The upload with this id, whose registration was handed to a job. */
export async function findHandedOver(id: string): Promise<Upload | null> {
  const row = await db().upload.findUnique({ where: { id }, select: columns });
  return row === null || row.registration === null ? null : toUpload(row);
}

function toUpload(row: Prisma.UploadGetPayload<{ select: typeof columns }>): Upload {
  return {
    id: row.id,
    ownerId: row.ownerId,
    stagingKey: requireKey(row.stagingKey),
    multipart: row.partSize === null ? null : { partSizeBytes: row.partSize, multipartId: row.multipartId },
    state: row.state,
    declared: {
      filename: row.filename,
      filetype: requireMediaType(row.filetype),
      sizeBytes: row.size === null ? null : Number(row.size),
      sha256: row.sha256,
      md5: row.md5,
    },
    registration: row.registration === null ? null : keptRegistration.parse(row.registration),
    expiresAt: row.expiresAt,
    attempt: row.attempt,
    imageId: row.imageId,
    problem: toProblem(row.problemCode, row.problemDetail),
  };
}

function requireKey(text: string): ObjectKey {
  const key = parseObjectKey(text);
  if (key === null) throw new Error(`An upload has the key ${text}, which we never mint.`);
  return key;
}

function requireMediaType(text: string): MediaType {
  const filetype = parseMediaType(text);
  if (filetype === null)
    throw new Error(`An upload declares the type ${text}, which is not accepted any more.`);
  return filetype;
}

function toProblem(code: string | null, detail: string | null): UploadProblem | null {
  if (code === null) return null;
  return { code: code === "content_mismatch" ? code : "unsupported_content", detail: detail ?? "" };
}

/**
 * Takes the lease on an upload and announces the key that this attempt will write, in one statement. The key of an
 * attempt that is overtaken by this one is let go of.
 * Gives the fencing token, or null when another attempt holds the lease or the upload has moved on.
 */
export async function claimUpload(
  uploadId: string,
  imageId: string,
  originalKey: ObjectKey,
): Promise<number | null> {
  const rows = await db().$queryRaw<{ attempt: number }[]>`
    WITH ${takeLease(uploadId)}, announced AS (
      INSERT INTO "StoredObject" ("key", "state", "uploadId", "imageId", "writableUntil", "updatedAt")
      SELECT ${originalKey}, 'intent', "id", ${imageId}::uuid,
        now() + make_interval(secs => ${LEASE_SECONDS + ATTEMPT_GRACE_SECONDS}), now()
      FROM claimed
    )
    SELECT "attempt" FROM claimed`;
  return rows[0]?.attempt ?? null;
}

/**
 * Gives the lease back after a fault, so that the next try need not wait for it. The key of this attempt is let go; an
 * upload in parts keeps its one key.
 */
export async function releaseUpload(
  { id, stagingKey }: Upload,
  attempt: number,
  originalKey: ObjectKey,
): Promise<void> {
  await db().$executeRaw`
    WITH released AS (
      UPDATE "Upload" SET "state" = 'issued', "leaseUntil" = NULL, "updatedAt" = now()
      WHERE "id" = ${id}::uuid AND "attempt" = ${attempt} AND "state" = 'registering'
    )
    UPDATE "StoredObject" SET "state" = 'dead', "removeAt" = now(), "updatedAt" = now()
    WHERE "key" = ${originalKey} AND "key" <> ${stagingKey} AND "state" = 'intent'`;
}

/** Refuses an upload for good: the reason is kept and its keys are let go. False when it has moved on meanwhile. */
export async function rejectUpload(
  uploadId: string,
  attempt: number,
  problem: UploadProblem,
): Promise<boolean> {
  const rows = await db().$queryRaw<{ id: string }[]>`
    WITH refused AS (
      UPDATE "Upload" SET "state" = 'rejected', "leaseUntil" = NULL, "updatedAt" = now(),
        "problemCode" = ${problem.code}, "problemDetail" = ${problem.detail}
      WHERE "id" = ${uploadId}::uuid AND "attempt" = ${attempt} AND "state" IN ('issued', 'registering')
      RETURNING "id"
    ), let_go AS (
      UPDATE "StoredObject" SET "state" = 'dead', "removeAt" = now(), "updatedAt" = now()
      WHERE "uploadId" IN (SELECT "id" FROM refused) AND "state" = 'intent'
    )
    SELECT "id" FROM refused`;
  return rows.length > 0;
}

/** Announces one more key that an attempt will write; false when it has lost its lease. */
export async function announceKey(
  { id }: Upload,
  attempt: number,
  imageId: string,
  key: ObjectKey,
): Promise<boolean> {
  const count = await db().$executeRaw`
    INSERT INTO "StoredObject" ("key", "state", "uploadId", "imageId", "writableUntil", "updatedAt")
    SELECT ${key}, 'intent', "id", ${imageId}::uuid,
      now() + make_interval(secs => ${LEASE_SECONDS + ATTEMPT_GRACE_SECONDS}), now()
    FROM "Upload" WHERE "id" = ${id}::uuid AND "attempt" = ${attempt} AND "state" = 'registering' FOR UPDATE`;
  return count > 0;
}
