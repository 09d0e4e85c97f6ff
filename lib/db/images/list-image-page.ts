import "server-only";
import { AppError } from "@/lib/errors";
import { readableVisibility } from "@/lib/images/access";
import type { Image, Kind, Sort, Visibility } from "@/lib/images/image";
import { encodeCursor, parseCursor } from "@/lib/images/list-cursor";
import type { Viewer } from "@/lib/images/viewer";
import { listImages } from "./list-images";
import { searchImages } from "./search-images";

export type ImageListQuery = {
  readonly cursor?: string | undefined;
  readonly limit: number;
  readonly q?: string | undefined;
  readonly kind?: Kind | undefined;
  readonly visibility?: Visibility | undefined;
  readonly sort: Sort;
};

const MAX_WORDS = 8;

/**
 * One page of the images that the viewer may see, and the cursor of the next; null at the end. A page of a search may
 * hold fewer than asked for although there is a next.
 * @throws AppError `invalid_request` for a cursor that is none of ours
 */
export async function listImagePage(
  viewer: Viewer,
  query: ImageListQuery,
): Promise<{ images: readonly Image[]; nextCursor: string | null }> {
  const after = query.cursor === undefined ? null : parseCursor(query.cursor);
  if (query.cursor !== undefined && after === null) {
    throw new AppError("invalid_request", { detail: "The cursor is not one of ours. Begin the list anew." });
  }
  const readable = readableVisibility(viewer);
  if (readable !== null && query.visibility !== undefined && query.visibility !== readable) {
    return { images: [], nextCursor: null };
  }
  const filter = {
    visibility: readable ?? query.visibility ?? null,
    kind: query.kind ?? null,
    presentOnly: viewer.kind === "anonymous",
    sort: query.sort,
    after,
    limit: query.limit,
  };
  const words = (query.q ?? "").split(/\s+/).filter(Boolean).slice(0, MAX_WORDS);
  const { images, next } = words.length === 0 ? await listImages(filter) : await searchImages(filter, words);
  return { images, nextCursor: next === null ? null : encodeCursor(next) };
}
