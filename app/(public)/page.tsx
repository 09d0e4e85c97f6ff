import type { Metadata } from "next";
import { withFailureCode } from "@/app/with-failure-code";
import { PublicGallery } from "@/components/gallery/public/public-gallery";
import { listImagesQuery } from "@/lib/contracts/image";
import { parsePageQuery } from "@/lib/http/page-input";
import { ANONYMOUS } from "@/lib/images/viewer";
import { showGallery } from "@/lib/operations/images/show-gallery";

export const metadata: Metadata = {
  title: { absolute: "Signet" },
  description: "The images that are shown to everybody.",
};

export default async function PublicPage({ searchParams }: PageProps<"/">) {
  const { cursor } = parsePageQuery(listImagesQuery.pick({ cursor: true }), await searchParams);
  const query = listImagesQuery.parse({ cursor });
  const { pictures, nextCursor } = await withFailureCode(showGallery({ viewer: ANONYMOUS, query }));
  return <PublicGallery pictures={pictures} nextCursor={nextCursor} isFirstPage={cursor === undefined} />;
}
