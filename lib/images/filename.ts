/** The name a person knows a file by: data to show and to offer at download, never a path or a key. */
const MAX_BYTES = 255;
// Control characters, and the marks that reorder text on the screen (a name could show a false extension).
const UNSEEN = /[\p{Cc}\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069\uFEFF]/gu;

/** Words with single spaces and dots between them: nothing of it has to be changed, quoted or encoded. */
const PLAIN = /^[\w()-]+(?:[ .][\w()-]+)*$/;

function isPlain(name: string): boolean {
  return name.length <= MAX_BYTES && PLAIN.test(name);
}

/**
 * A file name made safe to keep: last part of a path, Unicode NFC, no control or direction marks,
 * 255 bytes of UTF-8 at most with its extension kept. Never empty: `unnamed` when nothing is left.
 */
export function parseFilename(text: string): string {
  if (isPlain(text)) return text;
  const lastPart = text.toWellFormed().split(/[/\\]/).at(-1) ?? "";
  const clean = lastPart.normalize("NFC").replace(UNSEEN, "").replace(/\s+/g, " ").trim();
  if (clean === "" || clean === "." || clean === "..") return "unnamed";
  return shorten(clean);
}

function shorten(name: string): string {
  const encoder = new TextEncoder();
  if (encoder.encode(name).length <= MAX_BYTES) return name;
  const dot = name.lastIndexOf(".");
  const extension = dot > 0 && name.length - dot <= 10 ? name.slice(dot) : "";
  const room = MAX_BYTES - encoder.encode(extension).length;
  let stem = "";
  let used = 0;
  for (const character of name.slice(0, name.length - extension.length)) {
    used += encoder.encode(character).length;
    if (used > room) break;
    stem += character;
  }
  return stem.trimEnd() + extension;
}

/**
 * The value of a `Content-Disposition` header for a name (RFC 6266): the name, or where that is not plain an ASCII
 * fallback and the true name in `filename*` (RFC 8187), since S3 refuses what ISO-8859-1 cannot say and some gateways
 * reflect line breaks.
 */
export function contentDisposition(disposition: "inline" | "attachment", filename: string): string {
  const safe = parseFilename(filename);
  if (isPlain(safe)) return `${disposition}; filename="${safe}"`;
  const fallback = safe
    .normalize("NFKD")
    .replace(/[^\x20-\x7e]/g, "_")
    .replace(/["\\%;]/g, "_");
  const exact = encodeURIComponent(safe).replace(
    /['()*!]/g,
    (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `${disposition}; filename="${fallback}"; filename*=UTF-8''${exact}`;
}
