/** Width by height of a tile in the justified grid. */
import type { CSSProperties } from "react";
import type { ImageView } from "@/lib/contracts/image";

declare module "react" {
  interface CSSProperties {
    /** Width by height; read by the stylesheet's `justified-tile` and `framed`. */
    "--ratio"?: number;
    /** The picture's own width, beyond which it is not blown up. */
    "--natural"?: string;
  }
}

const NARROWEST = 0.55;
const WIDEST = 3;
const UNKNOWN = 1;

type Sized = Pick<ImageView, "width" | "height">;

/** The picture's own ratio; a square when it is not known. */
export function pictureRatio({ width, height }: Sized): number {
  return width === null || height === null || width <= 0 || height <= 0 ? UNKNOWN : width / height;
}

/** What the stylesheet's `framed` needs to give a picture its place before its bytes are here. */
export function frameStyle(image: Sized): CSSProperties {
  const ratio = { "--ratio": pictureRatio(image) };
  return image.width === null ? ratio : { ...ratio, "--natural": `${String(image.width)}px` };
}

/** The picture's ratio within bounds, so that a very tall or wide one still leaves a tile that can be seen and hit. */
export function tileRatio(image: Sized): number {
  const ratio = Math.min(WIDEST, Math.max(NARROWEST, pictureRatio(image)));
  return Math.round(ratio * 1000) / 1000;
}
