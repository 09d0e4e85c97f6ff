import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { cache } from "react";
import { withFailureCode } from "@/app/with-failure-code";
import { loadPublicEdition } from "@/lib/operations/images/load-public-edition";
import { type KeptImage, keptImage } from "../../kept-pages";

const loadImage = cache(async (id: string): Promise<KeptImage> => {
  return (await keptImage(await withFailureCode(loadPublicEdition()), id)) ?? notFound();
});

export async function generateMetadata({ params }: PageProps<"/view/[id]">): Promise<Metadata> {
  const { title, description, preview } = await loadImage((await params).id);
  return { title, description, openGraph: { title, images: [{ url: preview, alt: title }] } };
}

export default async function PublicImagePage({ params }: PageProps<"/view/[id]">) {
  return (await loadImage((await params).id)).content;
}
