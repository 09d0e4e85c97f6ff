/** Signed URLs in whatever text they stand, and when they end. */

const SIGNED = /https?:\/\/[^\s"'\\<>]+?[?&]X-Amz-Signature=[0-9a-f]{64}[^\s"'\\<>]*/g;

/** Every signed URL in the text, each once, also where HTML or JSON write `&` in their own ways. */
export function findSignedUrls(text: string): string[] {
  const plain = text.replaceAll("&amp;", "&").replaceAll("\\u0026", "&");
  return [...new Set(plain.match(SIGNED))];
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
