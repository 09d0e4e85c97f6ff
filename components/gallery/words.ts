/** Small texts about images that more than one screen says. */

/** `1 image`, `1,204 images`. */
export function countImages(count: number): string {
  return `${count.toLocaleString("en")} ${count === 1 ? "image" : "images"}`;
}

/** A media type as people know it: `JPEG`, `PNG`, `WebP`. */
export function nameFiletype(filetype: string): string {
  const subtype = filetype.split("/").at(-1) ?? filetype;
  return subtype === "webp" ? "WebP" : subtype.toUpperCase();
}

/** The SHA-256 as tools print it: base64 to lower-case hexadecimal. */
export function toHex(base64: string): string {
  return Array.from(atob(base64), (byte) => byte.charCodeAt(0).toString(16).padStart(2, "0")).join("");
}
