import "server-only";
import type { Image, Visibility } from "@/lib/images/image";
import type { ObjectKey } from "@/lib/images/object-key";
import type { Viewer } from "@/lib/images/viewer";
import { setActor } from "../audit/actor-setting";
import { db, readRows } from "../client";
import { Prisma } from "../generated/client";
import { type ImageRow, imageColumns, toImage } from "./image-row";
import { isUuid } from "../uuid";

async function select(where: Prisma.Sql): Promise<Image[]> {
  const rows = await readRows<ImageRow>(Prisma.sql`SELECT ${imageColumns} FROM "Image" i WHERE ${where}`);
  return rows.map(toImage);
}

/** The image with this id; any text may be asked for. */
export async function findImage(id: string): Promise<Image | null> {
  return (await findImages([id]))[0] ?? null;
}

/** The images with these ids, in no order; unknown ids are left out. */
export async function findImages(ids: readonly string[]): Promise<Image[]> {
  const wanted = ids.filter((id) => isUuid(id));
  return wanted.length === 0 ? [] : select(Prisma.sql`i."id" = ANY(${wanted}::uuid[])`);
}

/** The image behind its own key, or behind the staging key that its upload was given. */
export async function findImageByKey(key: ObjectKey): Promise<Image | null> {
  const images = await select(Prisma.sql`i."objectKey" = ${key} OR i."uploadId" = (
    SELECT u."id" FROM "Upload" u WHERE u."stagingKey" = ${key} AND u."state" = 'registered')`);
  return images[0] ?? null;
}

/** The oldest image with each of these checksums whose object is there; `visibility` limits the search to what may be told. */
export async function findDuplicates(
  sha256s: readonly string[],
  visibility: Visibility | null,
): Promise<Map<string, string>> {
  if (sha256s.length === 0) return new Map();
  const seen =
    visibility === null ? Prisma.empty : Prisma.sql`AND "visibility" = ${visibility}::"Visibility"`;
  const rows = await db().$queryRaw<{ sha256: string; id: string }[]>`
    SELECT DISTINCT ON ("sha256") "sha256", "id" FROM "Image"
    WHERE "sha256" = ANY(${[...sha256s]}) AND "missingSince" IS NULL ${seen} ORDER BY "sha256", "createdAt"`;
  return new Map(rows.map((row) => [row.sha256, row.id]));
}

export type ImageChange = {
  readonly alt?: string | undefined;
  readonly title?: string | undefined;
  readonly visibility?: Visibility | undefined;
};

/** Changes what is said about an image; null when it is gone or no longer at `revision` (when one is given). */
export async function updateImage(
  viewer: Viewer,
  id: string,
  change: ImageChange,
  revision: number | null,
): Promise<Image | null> {
  const at = revision === null ? Prisma.empty : Prisma.sql`AND i."revision" = ${revision}`;
  const rows = await db().$queryRaw<ImageRow[]>`
    WITH actor AS (SELECT ${setActor(viewer)})
    UPDATE "Image" i SET
      "alt" = COALESCE(${change.alt ?? null}, i."alt"),
      "title" = COALESCE(${change.title ?? null}, i."title"),
      "visibility" = COALESCE(${change.visibility ?? null}::"Visibility", i."visibility"),
      "revision" = i."revision" + 1,
      "updatedAt" = now()
    FROM actor WHERE i."id" = ${id}::uuid ${at} RETURNING ${imageColumns}`;
  return rows[0] === undefined ? null : toImage(rows[0]);
}

/** Deletes the row; a trigger marks its keys dead in the same transaction. Gives them, or null when it was gone already. */
export async function deleteImage(viewer: Viewer, id: string): Promise<ObjectKey[] | null> {
  const rows = await db().$queryRaw<{ keys: ObjectKey[] }[]>`
    WITH actor AS (SELECT ${setActor(viewer)})
    DELETE FROM "Image" i USING actor WHERE i."id" = ${id}::uuid
    RETURNING ARRAY(SELECT o."key" FROM "StoredObject" o WHERE o."imageId" = i."id" AND o."state" = 'live') AS "keys"`;
  return rows[0]?.keys ?? null;
}
