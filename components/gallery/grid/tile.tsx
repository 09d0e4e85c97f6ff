"use client";

import { Globe, ImageOff, Lock, RotateCw } from "lucide-react";
import Link from "next/link";
import { memo } from "react";
import { cn } from "@/components/ui/class-names";
import type { Picture } from "@/lib/contracts/display";
import type { Visibility } from "@/lib/images/image";
import { paths } from "@/lib/paths";
import { leaveGallery } from "../gallery-memory";
import { KindPlaceholder } from "../kinds/kind-placeholder";
import { VideoMark } from "../kinds/video-mark";
import { SignedImg } from "../signed/signed-img";
import { TILE_WIDEST, tileSizes } from "../signed/source-sizes";
import { useSignedUrl } from "../signed/use-signed-url";
import { tileRatio } from "./tile-ratio";

type TileProps = {
  picture: Picture;
  /** In the first rows: loaded at once instead of when it comes near. */
  early: boolean;
};

/** One picture of the grid: a link to its page. Its name and visibility show on hover and focus. */
export const Tile = memo(function Tile({ picture, early }: TileProps) {
  const { image } = picture;
  const shown = useSignedUrl(picture, TILE_WIDEST);
  const { phase, retry } = shown;
  const hasPicture = phase !== "none";
  const name = image.title === "" ? image.filename : image.title;
  return (
    <li className="justified-tile" style={{ "--ratio": tileRatio(image) }} data-image-id={image.id}>
      <Link
        href={paths.image(image.id)}
        prefetch={false}
        onNavigate={() => {
          leaveGallery(image.id);
        }}
        className="photo-ring group absolute inset-0 block"
      >
        {hasPicture ? (
          <SignedImg
            image={image}
            state={shown}
            sizes={tileSizes(image)}
            alt={image.alt === "" ? name : image.alt}
            loading={early ? "eager" : "lazy"}
            draggable={false}
            className="size-full object-cover"
          />
        ) : (
          <KindPlaceholder image={image} name={name} />
        )}
        <VideoMark image={image} />
        <VisibilityMark visibility={image.visibility} />
        {hasPicture ? <Caption name={name} /> : null}
      </Link>
      {phase === "failed" ? <RetryOverlay name={name} onRetry={retry} /> : null}
    </li>
  );
});

/** Public is what a person must not overlook, so it is marked at rest; private shows with the name. */
function VisibilityMark({ visibility }: { visibility: Visibility }) {
  const Icon = visibility === "public" ? Globe : Lock;
  return (
    <span
      className={cn(
        "absolute top-1.5 right-1.5 grid size-6 place-items-center rounded-md bg-black/60 text-white",
        visibility === "private" &&
          "opacity-0 transition-opacity group-hover:opacity-100 group-focus-visible:opacity-100",
      )}
    >
      <Icon aria-hidden className="size-3.5" />
      <span className="sr-only">{visibility === "public" ? ", public" : ", private"}</span>
    </span>
  );
}

function Caption({ name }: { name: string }) {
  return (
    <span
      aria-hidden
      className="absolute inset-x-0 bottom-0 truncate bg-linear-to-t from-black/80 to-transparent px-2.5 pt-8 pb-2 text-xs text-white opacity-0 transition-opacity group-hover:opacity-100 group-focus-visible:opacity-100"
    >
      {name}
    </span>
  );
}

function RetryOverlay({ name, onRetry }: { name: string; onRetry: () => void }) {
  return (
    <div className="pointer-events-none absolute inset-0 flex flex-col items-center justify-center gap-1.5 p-2 text-center text-xs text-muted">
      <ImageOff aria-hidden className="size-5" />
      <button
        type="button"
        onClick={onRetry}
        aria-label={`Load ${name} again`}
        className="pointer-events-auto inline-flex min-h-9 items-center gap-1.5 rounded-md px-2.5 text-xs font-medium text-ink hover:bg-line pointer-coarse:min-h-11"
      >
        <RotateCw aria-hidden className="size-3.5" />
        Load again
      </button>
    </div>
  );
}
