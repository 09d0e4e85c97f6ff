/** Percent-encoding as Signature Version 4 wants it: everything but letters, digits and `-._~`. */

const LEFT_BY_JAVASCRIPT = /[!'()*]/;
const EACH_LEFT = /[!'()*]/g;
const ONLY_UNRESERVED_AND_SLASHES = /^[A-Za-z0-9\-._~/]*$/;

/** @throws URIError for half a surrogate pair, which no encoding has */
export function encodeQueryValue(text: string): string {
  const encoded = encodeURIComponent(text);
  // Most have none of these, and looking is much quicker than replacing nothing.
  return LEFT_BY_JAVASCRIPT.test(encoded) ? encoded.replace(EACH_LEFT, percentEncode) : encoded;
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
