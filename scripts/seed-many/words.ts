import { hash } from "node:crypto";

// What seeded images are called. The first words of each list come up often and the last ones seldom, as words do.

const split = (text: string): string[] => text.trim().split(/\s+/);

export const ADJECTIVES = split(`
  red old small quiet bright early late green broken wooden golden frozen narrow distant crowded empty painted stormy
  misty crooked gilded rusting velvet translucent`);

export const NOUNS = split(`
  house harbour street garden bridge river market window boat mountain forest station beach tower field lighthouse
  orchard workshop library staircase courtyard vineyard observatory aqueduct carousel greenhouse windmill planetarium`);

export const PLACES = split(`
  Lisbon Bergen Kyoto Tbilisi Hamburg Porto Ghent Cusco Oaxaca Tartu Görlitz Zürich Łódź Reykjavík Valparaíso Ísafjörður
  東京 Samarkand`);

/** Half of all images have this word in their alt text. */
export const COMMON_WORD = "photograph";

/** Cameras come and go: only the older half of the images has this in its file names. */
export const FORMER_PREFIX = "DSC";

/** Every hundredth image has a word that no other has, beginning with the fiftieth; images count from the oldest, from 1. */
export const RARE_EVERY = 100;
export const RARE_FROM = 50;

export function rareWord(number: number): string {
  const digits = hash("md5", `seeded ${number}`, "hex").slice(0, 10);
  return digits.replace(/\d/g, (digit) => "ghijklmnop".charAt(Number(digit)));
}
