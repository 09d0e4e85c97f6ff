import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { cache } from "react";
import { withFailureCode } from "@/app/with-failure-code";
import { ImageHistory } from "@/components/audit/image-history";
import { ImagePage } from "@/components/gallery/one-image/image-page";
import { AppError } from "@/lib/errors";
import { requirePageViewer } from "@/lib/http/page-viewer";
import { showImage } from "@/lib/operations/images/show-image";
import { paths } from "@/lib/paths";
import { deleteImageAction, describeImageAction, revokeImageAction } from "./actions";

/** Once a request, for the page and for its title. */
const loadShownImage = cache(async (id: string) => {
  const viewer = await withFailureCode(requirePageViewer(paths.image(id)));
  return withFailureCode(showImage({ viewer, id })).catch(asNotFound);
});

export async function generateMetadata({ params }: PageProps<"/admin/images/[id]">): Promise<Metadata> {
  const { image } = (await loadShownImage((await params).id)).picture;
  return { title: image.title === "" ? image.filename : image.title };
}

export default async function OneImagePage({ params }: PageProps<"/admin/images/[id]">) {
  const { audit, ...shown } = await loadShownImage((await params).id);
  return (
    <ImagePage
      {...shown}
      history={audit === null ? null : <ImageHistory imageId={shown.picture.image.id} latest={audit} />}
      revokeImage={revokeImageAction}
      describeImage={describeImageAction}
      deleteImage={deleteImageAction}
    />
  );
}

function asNotFound(error: unknown): never {
  if (error instanceof AppError && error.code === "image_not_found") notFound();
  throw error;
}
