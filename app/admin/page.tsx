import type { Metadata } from "next";
import { withFailureCode } from "@/app/with-failure-code";
import { galleryAddress, viewQuery } from "@/components/gallery/addresses";
import { GalleryGrid } from "@/components/gallery/grid/gallery-grid";
import { GalleryEmpty } from "@/components/gallery/gallery-empty";
import { GalleryScreen } from "@/components/gallery/gallery-screen";
import { UploadButton } from "@/components/upload/upload-button";
import { listImagesQuery } from "@/lib/contracts/image";
import { parsePageQuery } from "@/lib/http/page-input";
import { requirePageViewer } from "@/lib/http/page-viewer";
import { proveEditor } from "@/lib/images/viewer";
import { showGallery } from "@/lib/operations/images/show-gallery";

export const metadata: Metadata = { title: "Gallery" };

const viewParts = listImagesQuery.pick({ q: true, kind: true, visibility: true, sort: true });

export default async function GalleryPage({ searchParams }: PageProps<"/admin">) {
  const view = parsePageQuery(viewParts, await searchParams);
  const viewer = await withFailureCode(requirePageViewer(galleryAddress(view)));
  const query = listImagesQuery.parse(view);
  const { pictures, nextCursor } = await withFailureCode(showGallery({ viewer, query }));
  return (
    <GalleryScreen view={view}>
      {pictures.length === 0 && nextCursor === null ? (
        <GalleryEmpty view={view} upload={proveEditor(viewer) === null ? null : <UploadButton />} />
      ) : (
        <GalleryGrid key={viewQuery(view)} pictures={pictures} nextCursor={nextCursor} view={view} />
      )}
    </GalleryScreen>
  );
}
