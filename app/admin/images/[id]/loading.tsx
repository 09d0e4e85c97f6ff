import { ImagePageSkeleton } from "@/components/gallery/one-image/image-page-skeleton";

export default function ImageLoading() {
  return <ImagePageSkeleton />;
}
