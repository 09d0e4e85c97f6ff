/** How wide a picture is on the screen, for the browser to choose among the sources; and the widest that is of use. */
import type { ImageView } from "@/lib/contracts/image";
import { pictureRatio, tileRatio } from "../grid/tile-ratio";

/** A tile is at most half a screen wide. */
export const TILE_WIDEST = "w1280";
/** One picture for itself, which also moves if it can. */
export const STAGE_WIDEST = "animated";

/** The heights of a row in rem by the width from which they hold, as in the stylesheet's `justified`. */
const ROWS = [
  ["120rem", 15],
  ["64rem", 12.5],
  ["40rem", 10],
  [null, 6.75],
] as const;
/** Rows are stretched to fill their width. */
const STRETCH = 1.15;

/** `sizes` of a tile in the justified grid. */
export function tileSizes(image: ImageView): string {
  const ratio = tileRatio(image) * STRETCH;
  const widths = ROWS.map(([from, height]) => {
    const width = `${String(Math.round(height * ratio * 10) / 10)}rem`;
    return from === null ? width : `(min-width: ${from}) ${width}`;
  });
  return widths.join(", ");
}

/** `sizes` of a picture that is as large as width and height of its place allow. */
export function framedSizes(image: ImageView, width: string, height: string): string {
  return `min(${width}, calc((${height}) * ${String(Math.round(pictureRatio(image) * 1000) / 1000)}))`;
}
