import "server-only";
import { failpoint } from "@/lib/failpoint";
import type { Kind } from "@/lib/images/image";
import { kindOf } from "@/lib/images/media-type";
import type { NewUpload } from "@/lib/images/new-upload";
import type { UploadPolicy } from "@/lib/images/upload-policy";
import type { EditorViewer } from "@/lib/images/viewer";
import { setActor } from "./audit/actor-setting";
import { db } from "./client";

/** How much one person may keep; an upload of unknown size counts as the largest of its kind that is allowed. */
export type Quota = { readonly maxBytes: number; readonly policy: UploadPolicy };

type Transaction = Omit<
  ReturnType<typeof db>,
  "$connect" | "$disconnect" | "$on" | "$use" | "$transaction" | "$extends"
>;

/**
 * Writes the ledger rows of one owner's uploads, and their keys as `intent`, before anything is signed.
 * With a quota only as far as it reaches, measured and reserved in one transaction. Gives those that were written.
 */
export async function insertUploads(
  viewer: EditorViewer,
  uploads: readonly NewUpload[],
  quota: Quota | null,
): Promise<readonly NewUpload[]> {
  return db().$transaction(async (transaction) => {
    await transaction.$queryRaw`SELECT ${setActor(viewer)}`;
    const within = quota === null ? uploads : await keepWithin(transaction, viewer.id, uploads, quota);
    if (within.length > 0) await write(transaction, within);
    failpoint("presign.before-commit");
    return within;
  });
}

/** Locks the owner's row, so that requests at the same time count each other; goes on past what does not fit. */
async function keepWithin(
  transaction: Transaction,
  ownerId: string,
  uploads: readonly NewUpload[],
  { maxBytes, policy }: Quota,
): Promise<NewUpload[]> {
  const [kept] = await transaction.$queryRaw<{ bytes: bigint }[]>`
    SELECT "imageBytes" AS "bytes" FROM "User" WHERE "id" = ${ownerId}::uuid FOR UPDATE`;
  const pending = await transaction.$queryRaw<{ bytes: bigint; unknown: bigint; kind: Kind }[]>`
    SELECT COALESCE(sum("size"), 0)::bigint AS "bytes", count(*) FILTER (WHERE "size" IS NULL) AS "unknown",
      CASE split_part("filetype", '/', 1) WHEN 'image' THEN 'image' WHEN 'video' THEN 'video' ELSE 'file' END AS "kind"
    FROM "Upload" WHERE "ownerId" = ${ownerId}::uuid AND "state" IN ('issued', 'registering') GROUP BY "kind"`;
  const reserved = pending.map(
    ({ bytes, unknown, kind }) => Number(bytes) + Number(unknown) * policy.maxBytes[kind],
  );
  let left = maxBytes - Number(kept?.bytes ?? 0) - reserved.reduce((sum, bytes) => sum + bytes, 0);
  return uploads.filter(({ declared }) => {
    const bytes = declared.sizeBytes ?? policy.maxBytes[kindOf(declared.filetype)];
    if (bytes > left) return false;
    left -= bytes;
    return true;
  });
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
