"use client";

import type { ComponentProps } from "react";
import { SignedImage } from "@/components/signed-image/signed-image";
import { cn } from "@/components/ui/class-names";
import type { ImageView } from "@/lib/contracts/image";
import type { SignedPictureState } from "./use-signed-url";

type SignedImgProps = Pick<
  ComponentProps<"img">,
  "loading" | "fetchPriority" | "draggable" | "className" | "style"
> & {
  image: ImageView;
  /** From `useSignedUrl`, which also looks after the end of its URLs. */
  state: SignedPictureState;
  /** How wide it is on the screen. */
  sizes: string;
  alt: string;
};

/** A `SignedImage` that stands on the browser's own copy where there is one. */
export function SignedImg({ image, state, alt, className, style, ...more }: SignedImgProps) {
  const { src = null, srcSet = "", backdrop, phase, image: element, onLoad, onError } = state;
  const { id, width, height } = image;
  const thumbhash = backdrop === undefined ? image.thumbhash : null;
  const copy = backdrop === undefined ? {} : backdropStyle(backdrop);
  return (
    <SignedImage
      ref={element}
      source={{ id, url: src, srcset: srcSet, expiresAt: null, width, height, thumbhash, alt }}
      onLoad={onLoad}
      onError={onError}
      style={{ ...style, ...copy }}
      className={cn(className, phase === "failed" && "invisible")}
      {...more}
    />
  );
}

function backdropStyle(url: string) {
  return { backgroundImage: `url(${url})`, backgroundSize: "cover", backgroundPosition: "center" };
}
