import type { SignedImageSource } from "@/components/signed-image/contract";
import type { Picture } from "@/lib/contracts/display";

/** A picture as `SignedImage` shows it; `alt` is what stands for it in words. */
export function pictureSource({ image, signed }: Picture, alt: string): SignedImageSource {
  const { id, width, height, thumbhash } = image;
  const { url = null, srcset = "", expiresAt = null } = signed ?? {};
  return { id, url, srcset, expiresAt, width, height, thumbhash, alt };
}
