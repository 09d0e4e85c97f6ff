/**
 * What the header of an image file says: its type, the size of its picture, how many frames it has and
 * which way up it is shown. Not decoded: the pixels themselves have been looked at by nobody.
 */
import type { ImageType } from "../../media-type";

/** The orientation of EXIF: 1 is upright, 2 to 4 mirror or turn by 180 degrees, 5 to 8 lay on the side. */
export type Orientation = 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8;

export type PixelSize = {
  readonly widthPx: number;
  readonly heightPx: number;
};

export type ImageHeader = {
  readonly filetype: ImageType;
  /** As stored: what a decoder has to hold in memory, before it is cropped and turned. */
  readonly stored: PixelSize;
  /** The part that is shown, before it is turned. Only AVIF knows such a crop. */
  readonly crop?: PixelSize;
  /** 1 for a still image. */
  readonly frames: number;
  readonly orientation: Orientation;
};

/** The size of the picture as people see it. */
export function displayedSize(header: ImageHeader): PixelSize {
  const { widthPx, heightPx } = header.crop ?? header.stored;
  const liesOnItsSide = header.orientation >= 5;
  return liesOnItsSide ? { widthPx: heightPx, heightPx: widthPx } : { widthPx, heightPx };
}
