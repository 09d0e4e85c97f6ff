/** Loads a further page of the gallery through the API. Browser only. */
import { paths } from "@/lib/paths";
import { type GalleryView, viewQuery } from "../addresses";
import { isPicturePage, readAnswer } from "../signed/read-answer";
import type { Loaded } from "./merge-pictures";

/** The page that begins at `cursor`. @throws FailedRequest for a refusal, Error for no answer */
export async function loadPage(view: GalleryView, cursor: string): Promise<Loaded> {
  const query = new URLSearchParams(viewQuery(view));
  query.set("cursor", cursor);
  const response = await fetch(`${paths.api.pictures()}?${query.toString()}`);
  return readAnswer(response, isPicturePage);
}
