/**
 * A variant: a named, derived picture of an image, and what people are shown. Made by a job from the original, never
 * uploaded. This file is also read by the child process that makes them, and imports nothing that runs.
 */
import type { ObjectKey } from "./object-key";

/** Counts changes of what variants look like; `npm run variants:rebuild` makes those of older versions anew. */
export const RECIPE_VERSION = 1;

/** Stills by the width that they have at most, and an animation where the original moves. */
export const VARIANT_NAMES = ["w320", "w640", "w1280", "w2560", "animated"] as const;
export type VariantName = (typeof VARIANT_NAMES)[number];

const STILLS = [
  ["w320", 320],
  ["w640", 640],
  ["w1280", 1280],
  ["w2560", 2560],
] as const satisfies readonly (readonly [VariantName, number])[];
/** What is taller than so many times the width is made narrower: a strip must not become a giant. */
const TALLEST = 4;

export const VARIANT_FORMATS = ["webp", "avif"] as const;
export type VariantFormat = (typeof VARIANT_FORMATS)[number];

export const VARIANT_STATES = ["pending", "ready", "failed", "none"] as const;
/** Whether an image's variants are there; `none` for what has no picture to make them from. */
export type VariantState = (typeof VARIANT_STATES)[number];

export type Variant = {
  readonly name: VariantName;
  readonly format: VariantFormat;
  readonly key: ObjectKey;
  readonly widthPx: number;
  readonly heightPx: number;
  readonly sizeBytes: number;
};

type Size = { readonly widthPx: number; readonly heightPx: number };
export type PlannedStill = Size & { readonly name: VariantName };

/** The stills of an original of this size: the first that would not be smaller has the original's own and is the last. */
export function planStills({ widthPx, heightPx }: Size): PlannedStill[] {
  const planned: PlannedStill[] = [];
  for (const [name, maxWidthPx] of STILLS) {
    const scale = Math.min(1, maxWidthPx / widthPx, (maxWidthPx * TALLEST) / heightPx);
    planned.push({ name, ...scaled({ widthPx, heightPx }, scale) });
    if (scale === 1) break;
  }
  return planned;
}

/** The size of an animation that unfolds to at most `maxPixels` over all its frames; null when none is worth it. */
export function planAnimation(original: Size, frames: number, maxPixels: number): Size | null {
  for (const maxWidthPx of [1280, 640, 320]) {
    const size = scaled(original, Math.min(1, maxWidthPx / original.widthPx));
    if (size.widthPx * size.heightPx * frames <= maxPixels) return size;
  }
  return null;
}

function scaled({ widthPx, heightPx }: Size, scale: number): Size {
  const side = (px: number) => Math.max(1, Math.round(px * scale));
  return { widthPx: side(widthPx), heightPx: side(heightPx) };
}

/**
 * The variant that answers to a name: of a smaller original the largest that there is. AVIF only for who takes it and
 * where it was worth making. Null when there is none yet, and for an animation of what does not move.
 */
export function chooseVariant(
  variants: readonly Variant[],
  name: VariantName,
  takesAvif: boolean,
): Variant | null {
  const offered = variants.filter(({ format }) => takesAvif || format === "webp");
  if (name === "animated") return offered.find((variant) => variant.name === name) ?? null;
  const wanted = VARIANT_NAMES.indexOf(name);
  const stills = offered.filter((variant) => variant.name !== "animated");
  const fitting = stills.filter((variant) => VARIANT_NAMES.indexOf(variant.name) <= wanted);
  return fitting.toSorted(byWidthThenBytes).at(-1) ?? null;
}

/** The stills up to `widest` for a `srcset`, narrowest first, each in its smallest form. */
export function displayStills(variants: readonly Variant[], widest: VariantName): Variant[] {
  const names = VARIANT_NAMES.slice(0, VARIANT_NAMES.indexOf(widest) + 1);
  return STILLS.filter(([name]) => names.includes(name)).flatMap(([name]) => {
    const forms = variants.filter((variant) => variant.name === name);
    return forms.toSorted((a, b) => a.sizeBytes - b.sizeBytes).slice(0, 1);
  });
}

/** The widest last; among equals the one of fewest bytes. */
function byWidthThenBytes(a: Variant, b: Variant): number {
  const steps = VARIANT_NAMES.indexOf(a.name) - VARIANT_NAMES.indexOf(b.name);
  return steps === 0 ? b.sizeBytes - a.sizeBytes : steps;
}
