import "server-only";
import type { SignedUrlsResponse } from "@/lib/contracts/display";
import { recordHandOuts } from "@/lib/db/audit/record-hand-outs";
import { findImages } from "@/lib/db/images/images";
import { mayBeGivenUrl } from "@/lib/images/access";
import { type HandOut, handOutOf } from "@/lib/images/audit";
import type { Image } from "@/lib/images/image";
import { chooseShown, chooseSources, type NotShown, type Wish } from "@/lib/images/shown";
import type { VariantName } from "@/lib/images/variant";
import type { Viewer } from "@/lib/images/viewer";
import type { ObjectStorage } from "@/lib/storage/object-storage";
import { s3ObjectStorage } from "@/lib/storage/s3/s3-object-storage";
import { toSignedSource } from "@/lib/storage/sign-image";

/** Signs GETs of many images; the answers stand in the order of `ids`, `image_not_found` for each that may not be. */
export async function signImageUrls({
  viewer,
  ids,
  wish,
  srcset,
  storage = s3ObjectStorage,
}: {
  viewer: Viewer;
  ids: readonly string[];
  wish: Wish;
  /** Everything for an `<img>`; `variant` of the wish is then the widest that is wanted. */
  srcset: boolean;
  storage?: ObjectStorage;
}): Promise<SignedUrlsResponse["urls"]> {
  const images = new Map((await findImages(ids)).map((image) => [image.id, image]));
  const handOuts: HandOut[] = [];
  const urls = await Promise.all(
    ids.map(async (id) => {
      const image = images.get(id.toLowerCase());
      if (image === undefined || !mayBeGivenUrl(viewer, image)) return { id, code: "image_not_found" };
      const shown = srcset ? chooseSources(viewer, image, widestOf(wish)) : chooseShown(viewer, image, wish);
      if (typeof shown === "string") return { id, code: shown };
      const sources = Array.isArray(shown) ? shown : [shown];
      const largest = sources.at(-1);
      const signed = await toSignedSource(storage, image, sources);
      if (largest === undefined || signed === null) return { id, code: codeOf(image) };
      handOuts.push(handOutOf(image.id, largest, "inline", signed));
      return { id, ...(srcset ? signed : { url: signed.url, expiresAt: signed.expiresAt }) };
    }),
  );
  await recordHandOuts(viewer, handOuts);
  return urls;
}

function widestOf({ variant }: Wish): VariantName {
  return variant === null || variant === "original" ? "animated" : variant;
}

function codeOf({ variantState }: Image): NotShown {
  return variantState === "pending" ? "variant_not_ready" : "variant_not_found";
}
