import "server-only";
import type { Image } from "@/lib/images/image";
import type { ObjectKey } from "@/lib/images/object-key";
import type { Upload } from "@/lib/images/upload/upload";
import type { Viewer } from "@/lib/images/viewer";
import { setActor } from "../audit/actor-setting";
import { db } from "../client";
import { type ImageRow, imageColumns, toImage } from "../images/image-row";

export type NewImage = Omit<
  Image,
  | "revision"
  | "createdAt"
  | "updatedAt"
  | "thumbhash"
  | "uploadedById"
  | "variantState"
  | "variants"
  | "missingSince"
> & {
  readonly etag: string;
  readonly poster: Poster | null;
};

/** A picture of a video, verified at its final key; `upload` is what it came from, and ends with it. */
export type Poster = {
  readonly upload: Upload;
  readonly key: ObjectKey;
  readonly filetype: string;
  readonly widthPx: number;
  readonly heightPx: number;
};

/**
 * Commits a registration: image, ledger and uploads in one statement, fenced by `attempt`. What else this attempt had
 * announced is let go.
 * Null when the lease was lost meanwhile; then nothing has changed.
 */
export async function commitRegistration(
  viewer: Viewer,
  upload: Upload,
  attempt: number,
  image: NewImage,
): Promise<Image | null> {
  const { poster } = image;
  const rows = await db().$queryRaw<ImageRow[]>`
    WITH held AS (
      SELECT u."id", u."ownerId", ${setActor(viewer)} FROM "Upload" u JOIN "StoredObject" o ON o."key" = ${image.key}
      WHERE u."id" = ${upload.id}::uuid AND u."attempt" = ${attempt} AND u."state" = 'registering' AND o."state" = 'intent'
      FOR UPDATE
    ), registered AS (
      UPDATE "Upload" SET "state" = 'registered', "imageId" = ${image.id}::uuid, "leaseUntil" = NULL, "updatedAt" = now()
      WHERE "id" IN (SELECT "id" FROM held)
    ), alive AS (
      UPDATE "StoredObject" SET "state" = 'live', "updatedAt" = now()
      WHERE "key" IN (${image.key}, ${poster?.key ?? null}) AND EXISTS (SELECT 1 FROM held)
    ), used AS (
      UPDATE "Upload" SET "state" = 'registered', "imageId" = ${image.id}::uuid, "updatedAt" = now()
      WHERE "id" = ${poster?.upload.id ?? null}::uuid AND "state" = 'issued' AND EXISTS (SELECT 1 FROM held)
      RETURNING "id"
    ), let_go AS (
      UPDATE "StoredObject" SET "state" = 'dead', "removeAt" = now(), "updatedAt" = now()
      WHERE "uploadId" IN (SELECT "id" FROM held UNION SELECT "id" FROM used) AND "state" = 'intent'
        AND "key" NOT IN (${image.key}, ${poster?.key ?? ""})
    ), i AS (
      INSERT INTO "Image" ("id", "kind", "uploadId", "objectKey", "etag", "filename", "filetype", "size", "sha256",
        "width", "height", "durationMs", "posterKey", "posterType", "posterWidth", "posterHeight", "alt", "title",
        "visibility", "uploadedById", "updatedAt")
      SELECT ${image.id}::uuid, ${image.kind}::"Kind", held."id", ${image.key}, ${image.etag}, ${image.filename},
        ${image.filetype}, ${image.sizeBytes}, ${image.sha256}, ${image.widthPx}, ${image.heightPx},
        ${image.durationMs}, ${poster?.key ?? null}, ${poster?.filetype ?? null}, ${poster?.widthPx ?? null}::int,
        ${poster?.heightPx ?? null}::int, ${image.alt}, ${image.title}, ${image.visibility}::"Visibility",
        held."ownerId", now()
      FROM held RETURNING *
    )
    SELECT ${imageColumns} FROM i`;
  return rows[0] === undefined ? null : toImage(rows[0]);
}
