/** The addresses of the gallery's views: what is filtered and sorted stands in the query, so a link keeps it. */
import type { Kind, Sort, Visibility } from "@/lib/images/image";
import { paths } from "@/lib/paths";

export type GalleryView = {
  readonly q?: string | undefined;
  readonly kind?: Kind | undefined;
  readonly visibility?: Visibility | undefined;
  readonly sort: Sort;
};

/** The query of a view without what is the default, e.g. `q=sunset&visibility=public`; empty for the whole gallery. */
export function viewQuery(view: GalleryView): string {
  const query = new URLSearchParams();
  if (view.q !== undefined && view.q !== "") query.set("q", view.q);
  if (view.kind !== undefined) query.set("kind", view.kind);
  if (view.visibility !== undefined) query.set("visibility", view.visibility);
  if (view.sort !== "newest") query.set("sort", view.sort);
  return query.toString();
}

/** The address of the gallery with this view. */
export function galleryAddress(view: GalleryView): string {
  const query = viewQuery(view);
  return query === "" ? paths.gallery() : `${paths.gallery()}?${query}`;
}

/** The address of an older page of the public images. */
export function olderPublicAddress(cursor: string): string {
  return `${paths.home()}?${new URLSearchParams({ cursor }).toString()}`;
}

/** Whether something narrows the view; the order alone does not. */
export function isFiltered(view: GalleryView): boolean {
  const isSearched = view.q !== undefined && view.q !== "";
  return isSearched || view.kind !== undefined || view.visibility !== undefined;
}
