import "server-only";
import type { Image, Kind, Sort, Visibility } from "@/lib/images/image";
import type { ListPosition } from "@/lib/images/list-cursor";
import { readRows } from "../client";
import { Prisma } from "../generated/client";
import { type ImageRow, imageColumns, toImage } from "./image-row";

export type ImageFilter = {
  readonly visibility: Visibility | null;
  readonly kind: Kind | null;
  /** Leaves out those whose objects are missing. */
  readonly presentOnly: boolean;
  readonly sort: Sort;
  readonly after: ListPosition | null;
  readonly limit: number;
};

export type ImagePage = {
  readonly images: readonly Image[];
  /** The list goes on behind this place; null at the end. */
  readonly next: ListPosition | null;
};

/** One page by keyset: a comparison of rows on an index of these filters, so that the last page costs what the first does. */
export async function listImages(filter: ImageFilter): Promise<ImagePage> {
  const rows = await readRows<ImageRow>(Prisma.sql`
    SELECT ${imageColumns} FROM "Image" i ${matching(filter)} ORDER BY ${orderOf(filter)} LIMIT ${filter.limit + 1}`);
  return toPage(filter, rows.map(toImage));
}

/** The page of what was found, which is one more than asked for where the list goes on: so nothing is counted. */
export function toPage({ limit }: ImageFilter, found: readonly Image[]): ImagePage {
  const images = found.slice(0, limit);
  return { images, next: found.length > limit ? (images.at(-1) ?? null) : null };
}

/** The `WHERE` of a filter and of the place that it begins behind, on an `i` with the columns of `Image`. */
export function matching({ visibility, kind, presentOnly, sort, after }: ImageFilter): Prisma.Sql {
  const conditions: Prisma.Sql[] = [];
  if (visibility !== null) conditions.push(Prisma.sql`i."visibility" = ${visibility}::"Visibility"`);
  if (presentOnly) conditions.push(Prisma.sql`i."missingSince" IS NULL`);
  if (kind !== null) conditions.push(Prisma.sql`i."kind" = ${kind}::"Kind"`);
  if (after !== null) {
    const side = sort === "newest" ? Prisma.sql`<` : Prisma.sql`>`;
    const place = Prisma.sql`(${after.createdAt}::timestamptz, ${after.id}::uuid)`;
    conditions.push(Prisma.sql`(i."createdAt", i."id") ${side} ${place}`);
  }
  return conditions.length === 0 ? Prisma.empty : Prisma.sql`WHERE ${Prisma.join(conditions, " AND ")}`;
}

export function orderOf({ sort }: ImageFilter): Prisma.Sql {
  return sort === "newest" ? Prisma.sql`i."createdAt" DESC, i."id" DESC` : Prisma.sql`i."createdAt", i."id"`;
}
