import type { Metadata } from "next";
import { withFailureCode } from "@/app/with-failure-code";
import { listImagesQuery } from "@/lib/contracts/image";
import { parsePageQuery } from "@/lib/http/page-input";
import { loadPublicEdition } from "@/lib/operations/images/load-public-edition";
import { keptGallery } from "./kept-pages";

export const metadata: Metadata = {
  title: { absolute: "Signet" },
  description: "The images that are shown to everybody.",
};

export default async function PublicPage({ searchParams }: PageProps<"/">) {
  const { cursor } = parsePageQuery(listImagesQuery.pick({ cursor: true }), await searchParams);
  return keptGallery(await withFailureCode(loadPublicEdition()), cursor);
}
