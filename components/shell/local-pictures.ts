/**
 * The browser's own copies of the files that this page has uploaded, for as long as the store has no pictures of them.
 * The uploads offer them and the gallery shows them, and neither knows of the other. Browser only.
 */

/** Asks for a small copy, as an object URL of its owner; null when the browser can make none. The answer takes it back. */
export type AskLocalPicture = (give: (url: string | null) => void) => () => void;

const offered = new Map<string, AskLocalPicture>();

export function offerLocalPicture(imageId: string, ask: AskLocalPicture): void {
  offered.set(imageId, ask);
}

export function findLocalPicture(imageId: string): AskLocalPicture | null {
  return offered.get(imageId) ?? null;
}

/** The picture itself is here. */
export function forgetLocalPicture(imageId: string): void {
  offered.delete(imageId);
}
