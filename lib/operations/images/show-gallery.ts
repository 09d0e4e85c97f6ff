import "server-only";
import type { Picture } from "@/lib/contracts/display";
import type { ListImagesQuery } from "@/lib/contracts/image";
import { toImageView } from "@/lib/contracts/image-view";
import { recordHandOuts } from "@/lib/db/audit/record-hand-outs";
import { listImagePage } from "@/lib/db/images/list-image-page";
import { env } from "@/lib/env";
import { type HandOut, handOutOf } from "@/lib/images/audit";
import { chooseSources } from "@/lib/images/shown";
import type { Viewer } from "@/lib/images/viewer";
import type { ObjectStorage } from "@/lib/storage/object-storage";
import { s3ObjectStorage } from "@/lib/storage/s3/s3-object-storage";
import { secondsToKeep, toSignedSource } from "@/lib/storage/sign-image";

/** A tile is at most half a screen wide. */
const TILE_WIDEST = "w1280";

export type ShownGallery = {
  readonly pictures: Picture[];
  readonly nextCursor: string | null;
  /** For how long this may be kept: every URL in it outlives that. */
  readonly keptSeconds: number;
};

/** One page of a gallery: the images that the viewer may see, each with the URL that shows it now. */
export async function showGallery({
  viewer,
  query,
  storage = s3ObjectStorage,
}: {
  viewer: Viewer;
  query: ListImagesQuery;
  storage?: ObjectStorage;
}): Promise<ShownGallery> {
  const { images, nextCursor } = await listImagePage(viewer, query);
  const origin = env().NEXTAUTH_URL;
  const handOuts: HandOut[] = [];
  const pictures = await Promise.all(
    images.map(async (image) => {
      const sources = chooseSources(viewer, image, TILE_WIDEST);
      const signed = await toSignedSource(storage, image, sources);
      const largest = sources.at(-1);
      if (largest !== undefined && signed !== null)
        handOuts.push(handOutOf(image.id, largest, "inline", signed));
      return { image: toImageView(image, origin), signed };
    }),
  );
  await recordHandOuts(viewer, handOuts);
  const signed = pictures.flatMap((picture) => picture.signed ?? []);
  return { pictures, nextCursor, keptSeconds: await secondsToKeep(storage, signed) };
}
