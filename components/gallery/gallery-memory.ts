/**
 * What the browser remembers of the gallery while a person looks at one image: the pages loaded, the place, and the
 * tile that was opened. Kept in memory alone; a full load, as after signing in or out, forgets it.
 */
import type { ImageView } from "@/lib/contracts/image";
import type { Loaded } from "./grid/merge-pictures";

type Place = { readonly imageId: string; readonly scrollY: number };

const loadedByView = new Map<string, Loaded>();
let lastView = "";
let place: Place | null = null;

/** Remembers the pages of a view; the view is its query. */
export function rememberLoaded(view: string, loaded: Loaded): void {
  loadedByView.set(view, loaded);
  lastView = view;
}

/** The pages loaded for a view when it was last open, or null. */
export function recallLoaded(view: string): Loaded | null {
  return loadedByView.get(view) ?? null;
}

/** Notes from which tile an image was opened. */
export function leaveGallery(imageId: string): void {
  place = { imageId, scrollY: window.scrollY };
}

/** Whether the image was opened from a tile, so that going back leads to the gallery. */
export function cameFromGallery(imageId: string): boolean {
  return place?.imageId === imageId;
}

/** The query of the view that was open last, with its question mark; empty for the whole gallery. */
export function lastGalleryQuery(): string {
  return lastView === "" ? "" : `?${lastView}`;
}

/** The place to return to, told once. */
export function takePlace(): Place | null {
  const taken = place;
  place = null;
  return taken;
}

/** Takes over what was changed about an image, in every view. */
export function rememberImage(image: ImageView): void {
  updateViews((pictures) =>
    pictures.map((known) => (known.image.id === image.id ? { ...known, image } : known)),
  );
}

/** Takes a deleted image out of every view. */
export function forgetImage(id: string): void {
  updateViews((pictures) => pictures.filter((known) => known.image.id !== id));
}

function updateViews(change: (pictures: Loaded["pictures"]) => Loaded["pictures"]): void {
  for (const [view, loaded] of loadedByView) {
    loadedByView.set(view, { ...loaded, pictures: change(loaded.pictures) });
  }
}
