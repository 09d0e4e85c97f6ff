// The canonical request of Signature Version 4: the one text that client and server both derive from a request and that
// the signature covers. S3's variant: the path is encoded once and never normalised.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
import type { S3Request } from "../request";

/** Percent-encodes all but the unreserved characters of RFC 3986. */
export function encodeUri(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

export function canonicalPath(path: string): string {
  return path.split("/").map(encodeUri).join("/");
}

/** Sorted by encoded name; the signature itself cannot be part of what it signs. */
export function canonicalQuery(query: ReadonlyMap<string, string>): string {
  return [...query]
    .filter(([name]) => name !== "X-Amz-Signature")
    .map(([name, value]): [string, string] => [encodeUri(name), encodeUri(value)])
    .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
    .map(([name, value]) => `${name}=${value}`)
    .join("&");
}

/** Node hands header bytes over as Latin-1; clients sign text as UTF-8. */
export function canonicalHeaderValue(value: string): string {
  return Buffer.from(value, "latin1").toString("utf8").trim().replace(/\s+/g, " ");
}

/** A signed header that did not arrive counts as empty, which no signer has signed: the signature then fails. */
export function canonicalRequest(
  request: Pick<S3Request, "method" | "path" | "query" | "headers">,
  signedHeaders: readonly string[],
  payloadHash: string,
): string {
  const names = [...signedHeaders].sort();
  const headers = names.map((name) => `${name}:${canonicalHeaderValue(request.headers.get(name) ?? "")}\n`);
  return [
    request.method,
    canonicalPath(request.path),
    canonicalQuery(request.query),
    headers.join(""),
    names.join(";"),
    payloadHash,
  ].join("\n");
}
