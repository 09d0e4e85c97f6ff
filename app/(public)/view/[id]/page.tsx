import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { cache } from "react";
import { withFailureCode } from "@/app/with-failure-code";
import { describePicture } from "@/components/gallery/public/public-grid";
import { PublicImage } from "@/components/gallery/public/public-image";
import { AppError } from "@/lib/errors";
import { ANONYMOUS } from "@/lib/images/viewer";
import { showImage } from "@/lib/operations/images/show-image";

const loadPicture = cache(async (id: string) => {
  try {
    return (await withFailureCode(showImage({ viewer: ANONYMOUS, id }))).picture;
  } catch (error) {
    if (error instanceof AppError && error.code === "image_not_found") notFound();
    throw error;
  }
});

export async function generateMetadata({ params }: PageProps<"/view/[id]">): Promise<Metadata> {
  const { image } = await loadPicture((await params).id);
  const title = describePicture(image);
  // The stable address: a signed URL would be dead before anybody follows the preview.
  const images = [{ url: `${image.url}?variant=w1280`, alt: title }];
  return { title, description: image.alt === "" ? title : image.alt, openGraph: { title, images } };
}

export default async function PublicImagePage({ params }: PageProps<"/view/[id]">) {
  return <PublicImage picture={await loadPicture((await params).id)} />;
}
