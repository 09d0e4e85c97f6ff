/** What a rendered `<img>` says about itself, for the keeper to find it and to ask for new URLs by. */
const ID = "data-signed-image";
const UNTIL = "data-signed-until";
const VARIANT = "data-signed-variant";

export const MARKED = `img[${UNTIL}]`;

export type Marks = { readonly id: string; readonly until: string; readonly variant: string };

export function toAttributes({ id, until, variant }: Marks): Readonly<Record<string, string>> {
  return { [ID]: id, [UNTIL]: until, [VARIANT]: variant };
}

/** Null for an image that nobody asked to keep. */
export function readMarks(image: Element): Marks | null {
  const [id, until, variant] = [ID, UNTIL, VARIANT].map((name) => image.getAttribute(name));
  return id == null || until == null ? null : { id, until, variant: variant ?? "" };
}

export function markUntil(image: Element, until: string): void {
  image.setAttribute(UNTIL, until);
}
