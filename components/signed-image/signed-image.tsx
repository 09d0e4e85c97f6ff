/**
 * An `<img>` of signed URLs as plain HTML: all its sizes, its place from the first moment and its colours until the
 * bytes are there. It needs no script while the URLs live; one `SignedImageKeeper` in the page keeps all of them alive.
 */
import type { ComponentProps } from "react";
import type { SignedImageSource } from "./contract";
import { toAttributes } from "./marks";
import { placeholderStyle } from "./placeholder";

type SignedImageProps = Omit<
  ComponentProps<"img">,
  "src" | "srcSet" | "sizes" | "width" | "height" | "alt"
> & {
  source: SignedImageSource;
  /** How wide it is on the screen, as `<img sizes>` has it. */
  sizes: string;
  /** The widest variant that is of use here, for when its URLs are renewed. */
  variant?: string;
};

export function SignedImage({
  source: { id, url, srcset, expiresAt, width, height, thumbhash, alt },
  sizes,
  variant = "w2560",
  loading = "lazy",
  decoding = "async",
  style,
  ...more
}: SignedImageProps) {
  const hasSizes = srcset !== "";
  return (
    <img
      // Before `src`: where that comes first, a browser begins with it.
      sizes={hasSizes ? sizes : undefined}
      srcSet={hasSizes ? srcset : undefined}
      src={url ?? undefined}
      alt={alt}
      width={width ?? undefined}
      height={height ?? undefined}
      loading={loading}
      decoding={decoding}
      // An inline picture that fails shrinks to the line of its alternative text.
      style={{ display: "block", ...placeholderStyle(thumbhash), ...style }}
      // The keeper may be there before React is.
      suppressHydrationWarning
      {...(expiresAt === null ? {} : toAttributes({ id, until: expiresAt, variant }))}
      {...more}
    />
  );
}
