import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { withFailureCode } from "@/app/with-failure-code";
import { ImagePage } from "@/components/gallery/one-image/image-page";
import { AppError } from "@/lib/errors";
import { requirePageViewer } from "@/lib/http/page-viewer";
import { showImage } from "@/lib/operations/show-image";
import { paths } from "@/lib/paths";
import { deleteImageAction, describeImageAction } from "./actions";

export const metadata: Metadata = { title: "Image" };

export default async function OneImagePage({ params }: PageProps<"/admin/images/[id]">) {
  const { id } = await params;
  const viewer = await withFailureCode(requirePageViewer(paths.image(id)));
  const shown = await withFailureCode(showImage({ viewer, id })).catch(asNotFound);
  return <ImagePage {...shown} describeImage={describeImageAction} deleteImage={deleteImageAction} />;
}

function asNotFound(error: unknown): never {
  if (error instanceof AppError && error.code === "image_not_found") notFound();
  throw error;
}
