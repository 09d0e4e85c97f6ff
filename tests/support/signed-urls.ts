/** Signed URLs in whatever text they stand, and when they end. */

/** With `&` as it is, as HTML writes it, or as JSON and flight data do. */
const SIGNED = /https?:\/\/[^\s"'\\<>]+?(?:&amp;|\\u0026|[?&])X-Amz-Signature=[0-9a-f]{64}/g;

/** Every signed URL in the text, each once. */
export function findSignedUrls(text: string): string[] {
  const found = text.match(SIGNED) ?? [];
  return [...new Set(found.map((url) => url.replaceAll("&amp;", "&").replaceAll("\\u0026", "&")))];
}

/** @throws for what is no signed URL */
export function endOf(url: string): Date {
  const query = new URL(url).searchParams;
  const [, year, month, day, hour, minute, second] =
    /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(query.get("X-Amz-Date") ?? "") ?? [];
  const signedAt = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  const end = new Date(signedAt + Number(query.get("X-Amz-Expires") ?? Number.NaN) * 1000);
  if (Number.isNaN(end.getTime())) throw new Error(`Not a signed URL: ${new URL(url).pathname}`);
  return end;
}
