/** What differs from the whole gallery, newest first: the words for a chip, and the view without it. */
import type { Kind, Sort, Visibility } from "@/lib/images/image";
import type { GalleryView } from "../addresses";

export const KIND_NAMES: Readonly<Record<Kind, string>> = {
  image: "Pictures",
  video: "Videos",
  file: "Documents",
};
export const VISIBILITY_NAMES: Readonly<Record<Visibility, string>> = {
  private: "Private",
  public: "Public",
};
export const SORT_NAMES: Readonly<Record<Sort, string>> = { newest: "Newest first", oldest: "Oldest first" };

export type ActiveFilter = { readonly label: string; readonly without: GalleryView };

export function activeFilters(view: GalleryView): ActiveFilter[] {
  const filters: ActiveFilter[] = [];
  if (view.q !== undefined && view.q !== "") {
    filters.push({ label: `“${view.q}”`, without: { ...view, q: undefined } });
  }
  if (view.kind !== undefined) {
    filters.push({ label: KIND_NAMES[view.kind], without: { ...view, kind: undefined } });
  }
  if (view.visibility !== undefined) {
    filters.push({ label: VISIBILITY_NAMES[view.visibility], without: { ...view, visibility: undefined } });
  }
  if (view.sort !== "newest")
    filters.push({ label: SORT_NAMES[view.sort], without: { ...view, sort: "newest" } });
  return filters;
}
