import "server-only";
import type { ListImagesQuery, ListImagesResponse } from "@/lib/contracts/image";
import { toImageView } from "@/lib/contracts/image-view";
import { listImagePage } from "@/lib/db/images/list-image-page";
import { env } from "@/lib/env";
import type { Viewer } from "@/lib/images/viewer";

/** One page of the images that the viewer may see, and the cursor of the next, null at the end. */
export async function listImages({
  viewer,
  query,
}: {
  viewer: Viewer;
  query: ListImagesQuery;
}): Promise<ListImagesResponse> {
  const { images, nextCursor } = await listImagePage(viewer, query);
  return { images: images.map((image) => toImageView(image, env().NEXTAUTH_URL)), nextCursor };
}
