/** Brings the first page of a list up to date without losing the pages that were loaded behind it. */
import type { Picture } from "@/lib/contracts/display";
import type { ImageView } from "@/lib/contracts/image";
import type { Sort } from "@/lib/images/image";

export type Loaded = {
  readonly pictures: readonly Picture[];
  /** Where the next page begins; null when everything is loaded. */
  readonly nextCursor: string | null;
};

/** Joins a page to what was loaded before it; what is there already stays where it is. */
export function appendPage(loaded: Loaded, page: Loaded): Loaded {
  const known = new Set(loaded.pictures.map(({ image }) => image.id));
  const added = page.pictures.filter(({ image }) => !known.has(image.id));
  return { pictures: [...loaded.pictures, ...added], nextCursor: page.nextCursor };
}

/**
 * A fresh first page over what is loaded: new images come in, those that left its stretch of the list go, and what
 * lies behind it stays. A picture that is still there keeps its signed URL, which is already in the browser's cache.
 */
export function refreshFirstPage(loaded: Loaded, first: Loaded, sort: Sort): Loaded {
  const last = first.pictures.at(-1);
  if (first.nextCursor === null || last === undefined) return withKnownUrls(first, loaded);
  const behind = loaded.pictures.filter(({ image }) => isBehind(image, last.image, sort));
  if (behind.length === 0) return withKnownUrls(first, loaded);
  const pictures = [...withKnownUrls(first, loaded).pictures, ...behind];
  return { pictures, nextCursor: loaded.nextCursor };
}

function withKnownUrls(first: Loaded, loaded: Loaded): Loaded {
  const known = new Map(loaded.pictures.map((picture) => [picture.image.id, picture.signed]));
  const pictures = first.pictures.map(({ image, signed }) => ({
    image,
    signed: known.get(image.id) ?? signed,
  }));
  return { pictures, nextCursor: first.nextCursor };
}

/** The order of the server's pages: by moment, then by id. */
function isBehind(image: ImageView, other: ImageView, sort: Sort): boolean {
  const difference = Date.parse(image.createdAt) - Date.parse(other.createdAt);
  const later = difference === 0 ? image.id > other.id : difference > 0;
  return image.id !== other.id && (sort === "oldest" ? later : !later);
}
