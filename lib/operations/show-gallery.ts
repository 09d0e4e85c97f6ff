import "server-only";
import type { Picture } from "@/lib/contracts/display";
import type { ListImagesQuery } from "@/lib/contracts/image";
import { toImageView } from "@/lib/contracts/image-view";
import { recordHandOuts } from "@/lib/db/audit/record-hand-outs";
import { listImagePage } from "@/lib/db/list-image-page";
import { env } from "@/lib/env";
import { type HandOut, handOutOf } from "@/lib/images/audit";
import type { Viewer } from "@/lib/images/viewer";
import type { ObjectStorage } from "@/lib/storage/object-storage";
import { s3ObjectStorage } from "@/lib/storage/s3-object-storage";
import { toSignedUrl } from "@/lib/storage/sign-image";

/** One page of a gallery: the images that the viewer may see, each with the URL that shows it now. */
export async function showGallery({
  viewer,
  query,
  storage = s3ObjectStorage,
}: {
  viewer: Viewer;
  query: ListImagesQuery;
  storage?: ObjectStorage;
}): Promise<{ pictures: Picture[]; nextCursor: string | null }> {
  const { images, nextCursor } = await listImagePage(viewer, query);
  const origin = env().NEXTAUTH_URL;
  const handOuts: HandOut[] = [];
  const pictures = await Promise.all(
    images.map(async (image) => {
      const signed = await toSignedUrl(storage, image, "inline");
      handOuts.push(handOutOf(image, "inline", signed));
      return { image: toImageView(image, origin), signed };
    }),
  );
  await recordHandOuts(viewer, handOuts);
  return { pictures, nextCursor };
}
