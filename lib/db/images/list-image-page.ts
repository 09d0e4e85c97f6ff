import "server-only";
import { AppError } from "@/lib/errors";
import { readableVisibility } from "@/lib/images/access";
import type { Image, Kind, Sort, Visibility } from "@/lib/images/image";
import { encodeCursor, parseCursor } from "@/lib/images/list-cursor";
import type { Viewer } from "@/lib/images/viewer";
import { listImages } from "./images";

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
 * One page of the images that the viewer may see, and the cursor of the next; null at the end.
 * @throws AppError `invalid_request` for a cursor that is none of ours
 */
export async function listImagePage(
  viewer: Viewer,
  query: ImageListQuery,
): Promise<{ images: Image[]; nextCursor: string | null }> {
  const after = query.cursor === undefined ? null : parseCursor(query.cursor);
  if (query.cursor !== undefined && after === null) {
    throw new AppError("invalid_request", { detail: "The cursor is not one of ours. Begin the list anew." });
  }
  const readable = readableVisibility(viewer);
  if (readable !== null && query.visibility !== undefined && query.visibility !== readable) {
    return { images: [], nextCursor: null };
  }
  const found = await listImages({
    visibility: readable ?? query.visibility ?? null,
    kind: query.kind ?? null,
    presentOnly: viewer.kind === "anonymous",
    words: (query.q ?? "").split(/\s+/).filter(Boolean).slice(0, MAX_WORDS),
    sort: query.sort,
    after,
    // One more than asked for tells whether there is a next page, without counting.
    limit: query.limit + 1,
  });
  const images = found.slice(0, query.limit);
  const last = images.at(-1);
  return { images, nextCursor: found.length > query.limit && last !== undefined ? encodeCursor(last) : null };
}
