/**
 * Which object of an image is signed for a wish: its original, or one of its variants. The file as it was uploaded, with
 * all that it says besides the picture, is for people who are signed in; others see what we have made of it.
 */
import { mayReadOriginal } from "./access";
import type { Image } from "./image";
import { isShownByBrowsers } from "./media-type";
import type { ObjectKey } from "./object-key";
import { chooseVariant, displayStills, type Variant, type VariantName } from "./variant";
import type { Viewer } from "./viewer";

export type ShownName = VariantName | "original";

export type ShownObject = {
  readonly name: ShownName;
  readonly key: ObjectKey;
  readonly filetype: string;
  /** As displayed; null for what is no picture. */
  readonly widthPx: number | null;
};

/** Why there is none, as the code of an error. */
export type NotShown = "not_signed_in" | "variant_not_ready" | "variant_not_found";

export type Wish = {
  /** Null: the original for those who may have it, for others the largest variant. */
  readonly variant: ShownName | null;
  readonly takesAvif: boolean;
};

export function chooseShown(
  viewer: Viewer,
  image: Image,
  { variant, takesAvif }: Wish,
): ShownObject | NotShown {
  const mayHaveOriginal = mayReadOriginal(viewer, image);
  if (variant === "original" && !mayHaveOriginal) return "not_signed_in";
  if (variant === "original" || (variant === null && mayHaveOriginal)) return originalOf(image);
  const chosen =
    chooseVariant(image.variants, variant ?? "animated", takesAvif) ??
    chooseVariant(image.variants, "w2560", takesAvif);
  if (chosen !== null) return toShown(chosen);
  return image.variantState === "pending" ? "variant_not_ready" : "variant_not_found";
}

/**
 * What a page shows of an image, narrowest first, for a `srcset`: stills up to `widest`, or the animation alone. Until they are there, and where
 * they could not be made, the original for those who may have it, if a browser can show it; else nothing.
 */
export function chooseSources(viewer: Viewer, image: Image, widest: VariantName): ShownObject[] {
  const moving = widest === "animated" ? chooseVariant(image.variants, widest, true) : null;
  if (moving !== null) return [toShown(moving)];
  const stills = displayStills(image.variants, widest);
  if (stills.length > 0) return stills.map(toShown);
  const isThere = image.missingSince === null;
  const helps =
    isThere && image.kind === "image" && isShownByBrowsers(image.filetype) && mayReadOriginal(viewer, image);
  return helps ? [originalOf(image)] : [];
}

function originalOf({ key, filetype, widthPx }: Image): ShownObject {
  return { name: "original", key, filetype, widthPx };
}

function toShown({ name, format, key, widthPx }: Variant): ShownObject {
  return { name, key, filetype: `image/${format}`, widthPx };
}
