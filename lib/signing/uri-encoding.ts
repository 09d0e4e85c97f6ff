/** Percent-encoding as Signature Version 4 wants it: everything but letters, digits and `-._~`. */

const ONLY_UNRESERVED_AND_SLASHES = /^[A-Za-z0-9\-._~/]*$/;

/** @throws URIError for half a surrogate pair, which no encoding has */
export function encodeQueryValue(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, percentEncode);
}

/**
 * An object key as a path: its slashes stay, however many follow each other, and so do `.` and `..`.
 * @throws URIError for half a surrogate pair
 */
export function encodeKey(key: string): string {
  if (ONLY_UNRESERVED_AND_SLASHES.test(key)) return key;
  return encodeQueryValue(key).replaceAll("%2F", "/");
}

function percentEncode(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
}
