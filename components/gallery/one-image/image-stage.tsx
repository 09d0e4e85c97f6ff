"use client";

import { ImageOff, RotateCw } from "lucide-react";
import { Button } from "@/components/ui/button";
import { cn } from "@/components/ui/class-names";
import type { Picture } from "@/lib/contracts/display";
import { frameStyle } from "../grid/tile-ratio";
import { useSignedUrl } from "../signed/use-signed-url";

/** The picture large, on a calm ground, in a frame that has its final size from the first moment. */
export function ImageStage({ picture: { image, signed } }: { picture: Picture }) {
  const { src, phase, image: element, onLoad, onError, retry } = useSignedUrl(image.id, signed);
  return (
    <div className="relative grid place-items-center bg-stage p-0 lg:sticky lg:top-(--top-bar) lg:h-[calc(100dvh-var(--top-bar))] lg:p-6">
      <img
        ref={element}
        src={src}
        alt={image.alt}
        width={image.width ?? undefined}
        height={image.height ?? undefined}
        decoding="async"
        fetchPriority="high"
        onLoad={onLoad}
        onError={onError}
        style={frameStyle(image)}
        className={cn(
          "framed [--tallest:62svh] lg:[--tallest:calc(100dvh-var(--top-bar)-3rem)]",
          phase === "failed" && "invisible",
        )}
      />
      {phase === "failed" ? (
        <div
          role="alert"
          className="absolute inset-0 flex flex-col items-center justify-center gap-3 text-muted"
        >
          <ImageOff aria-hidden className="size-7" />
          <p>The picture could not be loaded.</p>
          <Button onClick={retry}>
            <RotateCw aria-hidden />
            Load again
          </Button>
        </div>
      ) : null}
    </div>
  );
}
