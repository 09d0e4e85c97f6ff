/**
 * The media types that the house accepts: one table, from which the union, the parser, the file
 * extensions and the words for people come. Not a guess at what some bytes are: that is formats/.
 */
import type { Kind } from "./image";

type MediaTypeFacts = {
  /** What it is handled as. */
  readonly kind: Kind;
  /** What people call it. */
  readonly name: string;
  /** Without a dot; the first is the one that we write. */
  readonly extensions: readonly [string, ...string[]];
};

export const mediaTypes = {
  "image/jpeg": { kind: "image", name: "JPEG", extensions: ["jpg", "jpeg", "jpe", "jfif"] },
  "image/png": { kind: "image", name: "PNG", extensions: ["png", "apng"] },
  "image/webp": { kind: "image", name: "WebP", extensions: ["webp"] },
  "image/avif": { kind: "image", name: "AVIF", extensions: ["avif"] },
  "image/gif": { kind: "image", name: "GIF", extensions: ["gif"] },
  "image/heic": { kind: "image", name: "HEIC", extensions: ["heic", "heics"] },
  "image/heif": { kind: "image", name: "HEIF", extensions: ["heif", "hif", "heifs"] },
  "video/mp4": { kind: "video", name: "MP4", extensions: ["mp4", "m4v"] },
  "video/webm": { kind: "video", name: "WebM", extensions: ["webm"] },
  "video/quicktime": { kind: "video", name: "QuickTime", extensions: ["mov", "qt"] },
  "application/pdf": { kind: "file", name: "PDF", extensions: ["pdf"] },
} as const satisfies Record<string, MediaTypeFacts>;

export type MediaType = keyof typeof mediaTypes;

type TypeOfKind<Wanted extends Kind> = {
  [Type in MediaType]: (typeof mediaTypes)[Type]["kind"] extends Wanted ? Type : never;
}[MediaType];

export type ImageType = TypeOfKind<"image">;
export type VideoType = TypeOfKind<"video">;

function isMediaType(text: string): text is MediaType {
  return Object.hasOwn(mediaTypes, text);
}

const NOT_IN_EVERY_BROWSER: readonly string[] = ["image/heic", "image/heif"] satisfies MediaType[];

/** Whether a browser shows a picture of this type as it is. */
export function isShownByBrowsers(filetype: string): boolean {
  return filetype.startsWith("image/") && !NOT_IN_EVERY_BROWSER.includes(filetype);
}

/** The accepted types in the order of the table. */
export const acceptedMediaTypes: readonly MediaType[] = Object.keys(mediaTypes).filter(isMediaType);

// Checked before lower-casing: outside of ASCII, lower case can turn one letter into another.
const PLAIN_MEDIA_TYPE = /^[a-z]+\/[a-z0-9.+-]+$/i;

/**
 * The accepted type that `text` names, in its canonical lower case; null for everything else.
 * Exact: no parameters, no lists, no white space. `image/jpeg, text/html` names no type.
 */
export function parseMediaType(text: string): MediaType | null {
  if (!PLAIN_MEDIA_TYPE.test(text)) return null;
  const lowered = text.toLowerCase();
  return isMediaType(lowered) ? lowered : null;
}

/** What files of this type are handled as. */
export function kindOf(type: MediaType): Kind {
  return mediaTypes[type].kind;
}

/** The extension that we give to files of this type, without a dot. */
export function extensionOf(type: MediaType): string {
  return mediaTypes[type].extensions[0];
}

/** What people call this type: "JPEG". */
export function nameOfMediaType(type: MediaType): string {
  return mediaTypes[type].name;
}

/** The same for a type from outside, which is told as it is when it is none of ours. */
export function nameFiletype(filetype: string): string {
  const known = parseMediaType(filetype);
  return known === null ? filetype : nameOfMediaType(known);
}

/** All of them in a sentence: "JPEG, PNG ... or PDF". */
export const acceptedNames = listForPeople(acceptedMediaTypes.map(nameOfMediaType));

function listForPeople(names: readonly string[]): string {
  return `${names.slice(0, -1).join(", ")} or ${names.at(-1) ?? ""}`;
}
