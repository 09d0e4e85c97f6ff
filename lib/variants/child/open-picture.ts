/** Opens an original with the one decoder that its type needs; all others stay blocked. */
import sharp, { type Sharp } from "sharp";
import type { MakingRequest } from "../messages";
import { heicToPng } from "./heic.ts";
import { orUnreadable, Unreadable } from "./unreadable.ts";

const LOADERS: Readonly<Record<string, string>> = {
  "image/jpeg": "VipsForeignLoadJpegBuffer",
  "image/png": "VipsForeignLoadPngBuffer",
  "image/webp": "VipsForeignLoadWebpBuffer",
  "image/gif": "VipsForeignLoadNsgifBuffer",
  "image/avif": "VipsForeignLoadHeifBuffer",
};
const HEIC_TYPES = ["image/heic", "image/heif"];

// Every picture is decoded once.
sharp.cache(false);
export type OpenPicture = {
  /** As displayed: the orientation is already applied. */
  readonly widthPx: number;
  readonly heightPx: number;
  /** Whether decoding to a smaller size costs less than decoding all of it. */
  readonly decodesToSize: boolean;
  /** 1 for a still. */
  readonly frames: number;
  /** The first frame, upright. */
  readonly still: () => Sharp;
  readonly animation: () => Sharp;
};

/** @throws Unreadable */
export async function openPicture(bytes: Buffer, request: MakingRequest): Promise<OpenPicture> {
  const { filetype, maxPixels } = request;
  const isHeic = HEIC_TYPES.includes(filetype);
  const known = LOADERS[isHeic ? "image/png" : filetype];
  if (known === undefined) throw new Unreadable(`There is no decoder for ${filetype}.`);
  sharp.block({ operation: ["VipsForeignLoad"] });
  sharp.unblock({ operation: [known] });
  const input = isHeic ? await heicToPng(bytes, maxPixels) : bytes;
  const options = { failOn: "error", limitInputPixels: maxPixels, sequentialRead: true } as const;
  const { autoOrient, pages = 1 } = await orUnreadable(sharp(input, options).metadata());
  return {
    widthPx: autoOrient.width,
    heightPx: autoOrient.height,
    decodesToSize: ["image/jpeg", "image/webp"].includes(filetype),
    frames: ["image/gif", "image/webp"].includes(filetype) ? pages : 1,
    still: () => sharp(input, options).autoOrient(),
    animation: () => sharp(input, { ...options, animated: true }),
  };
}
