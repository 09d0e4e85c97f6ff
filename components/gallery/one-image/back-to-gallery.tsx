"use client";

import { ArrowLeft } from "lucide-react";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { buttonStyles } from "@/components/ui/button-styles";
import { paths } from "@/lib/paths";
import { cameFromGallery } from "../gallery-memory";

/** Back to the gallery: to the very place it was left at, when it was left for this image. */
export function BackToGallery({ imageId }: { imageId: string }) {
  const router = useRouter();
  return (
    <Link
      href={paths.gallery()}
      prefetch={false}
      onNavigate={(event) => {
        if (!cameFromGallery(imageId)) return;
        event.preventDefault();
        router.back();
      }}
      className={buttonStyles({ variant: "quiet", className: "-ml-2.5 px-2.5 text-muted" })}
    >
      <ArrowLeft aria-hidden />
      Gallery
    </Link>
  );
}
