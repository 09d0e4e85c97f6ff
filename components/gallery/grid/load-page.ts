/** Loads a further page of the gallery through the API: the images, then their signed URLs in one batch. Browser only. */
import { paths } from "@/lib/paths";
import { type GalleryView, viewQuery } from "../addresses";
import { isImagePage, readAnswer } from "../signed/read-answer";
import { loadSignedSources } from "../signed/renew-signed-urls";
import { TILE_WIDEST } from "../signed/source-sizes";
import type { Loaded } from "./merge-pictures";

/** The page that begins at `cursor`. @throws FailedRequest for a refusal, Error for no answer */
export async function loadPage(view: GalleryView, cursor: string): Promise<Loaded> {
  const query = new URLSearchParams(viewQuery(view));
  query.set("cursor", cursor);
  const response = await fetch(`${paths.api.images()}?${query.toString()}`);
  const { images, nextCursor } = await readAnswer(response, isImagePage);
  const sources = await loadSignedSources(
    images.map(({ id }) => id),
    TILE_WIDEST,
  );
  const pictures = images.map((image) => {
    const source = sources.get(image.id);
    return { image, signed: typeof source === "object" ? source : null };
  });
  return { pictures, nextCursor };
}
