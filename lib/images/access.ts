/** The one access rule: what a viewer may do with an image. API, pages and actions ask here and nowhere else. */
import type { Viewer } from "./viewer";
import type { Kind, Visibility } from "./image";

type Owned = { readonly uploadedById: string | null };
type Seen = { readonly visibility: Visibility; readonly missingSince: Date | null };

/** May see the image. One whose object is missing is there for signed-in people alone, who can do something about it. */
export function mayRead(viewer: Viewer, image: Seen): boolean {
  return viewer.kind === "user" || (image.visibility === "public" && image.missingSince === null);
}

/** May be given a signed URL of the image: whoever may see it, as long as there is something to be had there. */
export function mayBeGivenUrl(viewer: Viewer, image: Seen): boolean {
  return mayRead(viewer, image) && image.missingSince === null;
}

/** May change what is said about the image, or delete it: its uploader while an editor, and admins. */
export function mayChange(viewer: Viewer, image: Owned): boolean {
  if (viewer.kind === "anonymous") return false;
  if (viewer.role === "admin") return true;
  return viewer.role === "editor" && image.uploadedById === viewer.id;
}

/** The visibilities that a list may show to the viewer; null: all of them. */
export function readableVisibility(viewer: Viewer): Visibility | null {
  return viewer.kind === "user" ? null : "public";
}

/**
 * May be shown the file as it was uploaded, with whatever it says besides its picture (where it was taken, by which
 * camera). What is no picture, and so has nothing that could stand for it, is as public as it was made.
 */
export function mayReadOriginal(
  viewer: Viewer,
  image: { readonly visibility: Visibility; readonly kind: Kind },
): boolean {
  return viewer.kind === "user" || (image.visibility === "public" && image.kind !== "image");
}

/** May be given the original to keep; everybody else is shown pictures. */
export function mayDownload(viewer: Viewer): boolean {
  return viewer.kind === "user";
}
