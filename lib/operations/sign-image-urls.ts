import "server-only";
import type { SignedUrlsResponse } from "@/lib/contracts/display";
import { recordHandOuts } from "@/lib/db/audit/record-hand-outs";
import { findImages } from "@/lib/db/images";
import { mayBeGivenUrl } from "@/lib/images/access";
import { type HandOut, handOutOf } from "@/lib/images/audit";
import type { Viewer } from "@/lib/images/viewer";
import type { ObjectStorage } from "@/lib/storage/object-storage";
import { s3ObjectStorage } from "@/lib/storage/s3-object-storage";
import { toSignedUrl } from "@/lib/storage/sign-image";

/** Signs GETs of many images; the answers stand in the order of `ids`, `image_not_found` for each that may not be. */
export async function signImageUrls({
  viewer,
  ids,
  storage = s3ObjectStorage,
}: {
  viewer: Viewer;
  ids: readonly string[];
  storage?: ObjectStorage;
}): Promise<SignedUrlsResponse["urls"]> {
  const images = new Map((await findImages(ids)).map((image) => [image.id, image]));
  const handOuts: HandOut[] = [];
  const urls = await Promise.all(
    ids.map(async (id) => {
      const image = images.get(id.toLowerCase());
      if (image === undefined || !mayBeGivenUrl(viewer, image)) return { id, code: "image_not_found" };
      const signed = await toSignedUrl(storage, image, "inline");
      handOuts.push(handOutOf(image, "inline", signed));
      return { id, ...signed };
    }),
  );
  await recordHandOuts(viewer, handOuts);
  return urls;
}
