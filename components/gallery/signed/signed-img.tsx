"use client";

import type { ComponentProps, CSSProperties } from "react";
import { cn } from "@/components/ui/class-names";
import type { ImageView } from "@/lib/contracts/image";
import { placeholderStyle } from "./placeholder";
import type { SignedPictureState } from "./use-signed-url";

type SignedImgProps = Pick<
  ComponentProps<"img">,
  "alt" | "loading" | "fetchPriority" | "draggable" | "className" | "style"
> & {
  image: ImageView;
  /** From `useSignedUrl`. */
  state: SignedPictureState;
  /** How wide it is on the screen. */
  sizes: string;
};

/** An `<img>` of a signed URL: in its final size from the first moment, on its colours or on the browser's own copy. */
export function SignedImg({ image, state, sizes, alt = "", className, style, ...more }: SignedImgProps) {
  const { src, srcSet, backdrop, phase, image: element, onLoad, onError } = state;
  return (
    <img
      ref={element}
      // Before `src`: where that comes first, a browser begins with it.
      sizes={srcSet === undefined ? undefined : sizes}
      srcSet={srcSet}
      src={src}
      alt={alt}
      width={image.width ?? undefined}
      height={image.height ?? undefined}
      decoding="async"
      onLoad={onLoad}
      onError={onError}
      style={{ ...style, ...(backdrop === undefined ? placeholderStyle(image.thumbhash) : copy(backdrop)) }}
      className={cn(className, phase === "failed" && "invisible")}
      {...more}
    />
  );
}

function copy(url: string): CSSProperties {
  return { backgroundImage: `url(${url})`, backgroundSize: "cover", backgroundPosition: "center" };
}
