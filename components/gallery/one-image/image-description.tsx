import { Globe, Lock } from "lucide-react";
import type { ImageView } from "@/lib/contracts/image";

/** What is said about an image, for people who may not change it. */
export function ImageDescriptionText({ image }: { image: ImageView }) {
  const Icon = image.visibility === "public" ? Globe : Lock;
  return (
    <div className="flex flex-col gap-3">
      {image.alt === "" ? null : <p className="text-pretty wrap-anywhere">{image.alt}</p>}
      <p className="flex items-center gap-2 text-muted">
        <Icon aria-hidden className="size-4" />
        {image.visibility === "public"
          ? "Public: anybody sees it."
          : "Private: only people who are signed in see it."}
      </p>
    </div>
  );
}
