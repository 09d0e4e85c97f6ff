/**
 * Whether whoever sends this `Accept` header is to be given AVIF where there is one: it says so itself, and likes it no
 * less than WebP. A wildcard does not say so: it stands in the headers of programs that have never heard of AVIF.
 */
export function takesAvif(accept: string): boolean {
  const wishes = accept.split(",").map(parseWish);
  const avif = qualityOf(wishes, ["image/avif"]);
  return avif > 0 && avif >= qualityOf(wishes, ["image/webp", "image/*", "*/*"]);
}

type Wish = { readonly type: string; readonly quality: number };

function parseWish(text: string): Wish {
  const [type = "", ...parameters] = text.split(";").map((part) => part.trim().toLowerCase());
  const weight = parameters.find((parameter) => /^q\s*=/.test(parameter));
  if (weight === undefined) return { type, quality: 1 };
  // What is no weight weighs nothing.
  const [, digits] = /^q\s*=\s*(0(?:\.\d{0,3})?|1(?:\.0{0,3})?)$/.exec(weight) ?? [];
  return { type, quality: digits === undefined ? 0 : Number(digits) };
}

/** That of the first of these types that is named, the most exact coming first; 0 when none is. */
function qualityOf(wishes: readonly Wish[], types: readonly string[]): number {
  for (const type of types) {
    const wish = wishes.find((one) => one.type === type);
    if (wish !== undefined) return wish.quality;
  }
  return 0;
}
