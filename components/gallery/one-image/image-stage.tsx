"use client";

import { FileQuestion, ImageOff, RotateCw } from "lucide-react";
import { Button } from "@/components/ui/button";
import type { Picture } from "@/lib/contracts/display";
import type { ImageView } from "@/lib/contracts/image";
import { frameStyle } from "../grid/tile-ratio";
import { SignedImg } from "../signed/signed-img";
import { framedSizes, STAGE_WIDEST } from "../signed/source-sizes";
import { useSignedUrl } from "../signed/use-signed-url";
import { FRAME, STAGE } from "./stage-styles";

/** The picture large, on a calm ground, in a frame that has its final size from the first moment. */
export function ImageStage({ picture }: { picture: Picture }) {
  const { image } = picture;
  const shown = useSignedUrl(picture, STAGE_WIDEST);
  const { phase, retry } = shown;
  return (
    <div className={STAGE}>
      {phase === "none" ? (
        <NothingToShow />
      ) : (
        <SignedImg
          image={image}
          state={shown}
          sizes={stageSizes(image)}
          alt={image.alt}
          loading="eager"
          fetchPriority="high"
          style={frameStyle(image)}
          className={FRAME}
        />
      )}
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

function NothingToShow() {
  return (
    <div className="flex flex-col items-center gap-3 p-8 text-center text-muted">
      <FileQuestion aria-hidden className="size-7" />
      <p>There is no picture of this file to show. It can be downloaded as it is.</p>
    </div>
  );
}

function stageSizes(image: ImageView): string {
  const beside = framedSizes(image, "calc(100vw - 27rem)", "100vh - 6rem");
  return `(min-width: 64rem) ${beside}, ${framedSizes(image, "100vw", "62vh")}`;
}
