import "server-only";
import { failpoint } from "@/lib/failpoint";
import type { Kind } from "@/lib/images/image";
import { kindOf } from "@/lib/images/media-type";
import type { NewUpload } from "@/lib/images/upload/new-upload";
import { fitIntoQuota, type Quota, type QuotaUse, type Refusal } from "@/lib/images/upload/quota";
import type { UploadPolicy } from "@/lib/images/upload/upload-policy";
import type { EditorViewer } from "@/lib/images/viewer";
import { setActor } from "../audit/actor-setting";
import { db } from "../client";

type Transaction = Omit<
  ReturnType<typeof db>,
  "$connect" | "$disconnect" | "$on" | "$use" | "$transaction" | "$extends"
>;

/** An owner's pending uploads of one kind. */
type Pending = {
  readonly bytes: bigint;
  readonly unknown: bigint;
  readonly uploads: bigint;
  /** Whose time is not over. */
  readonly open: bigint;
  readonly nextEnd: Date | null;
  readonly kind: Kind;
};

/**
 * Writes the ledger rows of one owner's uploads, and their keys as `intent`, before anything is signed. As far as the
 * quota reaches, measured and reserved in one transaction: what does not fit is given back with the reason.
 */
export async function insertUploads(
  viewer: EditorViewer,
  uploads: readonly NewUpload[],
  quota: Quota,
  policy: UploadPolicy,
): Promise<ReadonlyMap<NewUpload, Refusal>> {
  return db().$transaction(async (transaction) => {
    await transaction.$queryRaw`SELECT ${setActor(viewer)}`;
    const refusals = await findRefusals(transaction, viewer.id, uploads, quota, policy);
    const within = uploads.filter((upload) => !refusals.has(upload));
    if (within.length > 0) await write(transaction, within);
    failpoint("presign.before-commit");
    return refusals;
  });
}

async function findRefusals(
  transaction: Transaction,
  ownerId: string,
  uploads: readonly NewUpload[],
  quota: Quota,
  policy: UploadPolicy,
): Promise<Map<NewUpload, Refusal>> {
  const { use, nextEnd } = await measureUse(transaction, ownerId, policy);
  const sizesBytes = uploads.map(
    ({ declared }) => declared.sizeBytes ?? policy.maxBytes[kindOf(declared.filetype)],
  );
  const parts = fitIntoQuota(sizesBytes, quota, use);
  const refusals = new Map<NewUpload, Refusal>();
  for (const [index, upload] of uploads.entries()) {
    const part = parts[index] ?? null;
    if (part === null) continue;
    const waitMs = (nextEnd ?? upload.expiresAt).getTime() - Date.now();
    const retryAfterSeconds = Math.max(1, Math.ceil(waitMs / 1000));
    refusals.set(upload, part === "pending" ? { part, retryAfterSeconds } : { part });
  }
  return refusals;
}

/**
 * Locks the owner's row, so that requests at the same time count each other, as does a registration that turns an
 * upload into an image. An upload of unknown size counts as the largest of its kind that is allowed.
 */
async function measureUse(
  transaction: Transaction,
  ownerId: string,
  policy: UploadPolicy,
): Promise<{ use: QuotaUse; nextEnd: Date | null }> {
  const [kept] = await transaction.$queryRaw<{ bytes: bigint; images: number }[]>`
    SELECT "imageBytes" AS "bytes", "imageCount" AS "images" FROM "User" WHERE "id" = ${ownerId}::uuid FOR UPDATE`;
  const rows = await transaction.$queryRaw<Pending[]>`
    SELECT COALESCE(sum("size"), 0)::bigint AS "bytes", count(*) FILTER (WHERE "size" IS NULL) AS "unknown",
      count(*) AS "uploads", count(*) FILTER (WHERE "state" = 'registering' OR "expiresAt" > now()) AS "open",
      min("expiresAt") FILTER (WHERE "state" = 'issued' AND "expiresAt" > now()) AS "nextEnd",
      CASE split_part("filetype", '/', 1) WHEN 'image' THEN 'image' WHEN 'video' THEN 'video' ELSE 'file' END AS "kind"
    FROM "Upload" WHERE "ownerId" = ${ownerId}::uuid AND "state" IN ('issued', 'registering') GROUP BY "kind"`;
  const sum = (count: (row: Pending) => number) => rows.reduce((total, row) => total + count(row), 0);
  const ends = rows.flatMap(({ nextEnd }) => (nextEnd === null ? [] : [nextEnd.getTime()]));
  return {
    use: {
      bytes:
        Number(kept?.bytes ?? 0) +
        sum(({ bytes, unknown, kind }) => Number(bytes) + Number(unknown) * policy.maxBytes[kind]),
      images: (kept?.images ?? 0) + sum(({ uploads }) => Number(uploads)),
      pending: sum(({ open }) => Number(open)),
    },
    nextEnd: ends.length === 0 ? null : new Date(Math.min(...ends)),
  };
}

async function write(transaction: Transaction, uploads: readonly NewUpload[]): Promise<void> {
  await transaction.upload.createMany({
    data: uploads.map(({ id, ownerId, stagingKey, declared, partSizeBytes, expiresAt }) => ({
      id,
      ownerId,
      stagingKey,
      filename: declared.filename,
      filetype: declared.filetype,
      size: declared.sizeBytes,
      sha256: declared.sha256,
      md5: declared.md5,
      partSize: partSizeBytes,
      expiresAt,
    })),
  });
  await transaction.storedObject.createMany({
    data: uploads.map(({ id, stagingKey, partSizeBytes, imageId, writableUntil }) => ({
      key: stagingKey,
      state: "intent" as const,
      uploadId: id,
      imageId,
      multipart: partSizeBytes !== null,
      writableUntil,
    })),
  });
}
