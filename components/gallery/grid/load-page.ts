/** Loads a further page of the gallery through the API: the images, then their signed URLs in one batch. Browser only. */
import { paths } from "@/lib/paths";
import { type GalleryView, viewQuery } from "../addresses";
import { isImagePage, readAnswer } from "../signed/read-answer";
import { loadSignedUrls } from "../signed/renew-signed-urls";
import type { Loaded } from "./merge-pictures";

/** The page that begins at `cursor`. Images that vanished in between are left out. @throws FailedRequest, TypeError */
export async function loadPage(view: GalleryView, cursor: string): Promise<Loaded> {
  const query = new URLSearchParams(viewQuery(view));
  query.set("cursor", cursor);
  const response = await fetch(`${paths.api.images()}?${query.toString()}`);
  const { images, nextCursor } = await readAnswer(response, isImagePage);
  const signed = await loadSignedUrls(images.map(({ id }) => id));
  const pictures = images.flatMap((image) => {
    const url = signed.get(image.id);
    return url === undefined ? [] : [{ image, signed: url }];
  });
  return { pictures, nextCursor };
}
