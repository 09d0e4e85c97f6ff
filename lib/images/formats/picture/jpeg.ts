/** The header of a JPEG file: its segments up to the first scan, and whether the picture has an end. */
import { lastIndexOfBytes, viewAt } from "../binary-fields";
import type { ByteSource } from "../byte-source";
import { orientationFromExif, startsWithExifPrefix } from "./exif-orientation";
import type { ImageHeader, Orientation, PixelSize } from "./image-header";
import { refuse } from "../refusal";

const APP1 = 0xe1;
const START_OF_SCAN = 0xda;
const END_OF_IMAGE = [0xff, 0xd9];
// Profiles, depth maps and previews come in pieces of 64 KiB; real files stay far below.
const MAX_SEGMENTS = 4096;
const WINDOW_BYTES = 64 * 1024;

/** Refuses kinds of JPEG that browsers do not show: lossless, hierarchical, arithmetic, 12 bits deep. */
export async function parseJpeg(source: ByteSource): Promise<ImageHeader> {
  const { frame, orientation, scanOffset } = await walkToFirstScan(source);
  if (frame === null) refuse("malformed", "The JPEG has pixels, but does not say how many.");
  if (!(await hasEndOfImage(source, scanOffset)))
    refuse("truncated", "The JPEG ends before its picture does.");
  return { filetype: "image/jpeg", stored: frame, frames: 1, orientation: orientation ?? 1 };
}

type Walk = {
  frame: PixelSize | null;
  orientation: Orientation | null;
  scanOffset: number;
};

async function walkToFirstScan(source: ByteSource): Promise<Walk> {
  const walk: Walk = { frame: null, orientation: null, scanOffset: 2 };
  for (let segments = 0; segments < MAX_SEGMENTS; segments += 1) {
    const marker = await markerAt(source, walk.scanOffset);
    if (marker === "fill byte") {
      walk.scanOffset += 1;
      continue;
    }
    const body = walk.scanOffset + 4;
    const length = (await viewAt(source, body - 2, 2)).getUint16(0);
    if (length < 2) refuse("malformed", "A segment of the JPEG has an impossible length.");
    walk.scanOffset = body + length - 2;
    if (walk.scanOffset > source.sizeBytes) refuse("truncated", "The JPEG ends within a segment.");
    if (marker === START_OF_SCAN) return walk;
    if (marker === APP1) walk.orientation ??= await orientationFromSegment(source, body, length - 2);
    if (!isStartOfFrame(marker)) continue;
    if (walk.frame !== null) refuse("malformed", "The JPEG has two frame headers.");
    walk.frame = await frameAt(source, marker, body, length - 2);
  }
  return refuse("malformed", "The JPEG has too many segments before its picture.");
}

async function markerAt(source: ByteSource, offset: number): Promise<number | "fill byte"> {
  const view = await viewAt(source, offset, 2);
  const code = view.getUint8(1);
  if (view.getUint8(0) !== 0xff) refuse("malformed", "The JPEG has bytes that belong to no segment.");
  if (code === 0xff) return "fill byte";
  if (code === 0xd9) refuse("malformed", "The JPEG has no picture in it.");
  // Below 0xc0 nothing is assigned, and 0xd0 to 0xd8 have no length and no meaning before the picture.
  if (code < 0xc0 || (code >= 0xd0 && code <= 0xd8))
    refuse("malformed", "The JPEG has a marker out of place.");
  return code;
}

function isStartOfFrame(marker: number): boolean {
  const isAmongFrames = marker >= 0xc0 && marker <= 0xcf;
  const isTableOrReserved = marker === 0xc4 || marker === 0xc8 || marker === 0xcc;
  return isAmongFrames && !isTableOrReserved;
}

async function frameAt(source: ByteSource, marker: number, body: number, length: number): Promise<PixelSize> {
  const isBaselineExtendedOrProgressive = marker <= 0xc2;
  if (!isBaselineExtendedOrProgressive) {
    refuse(
      "not_an_accepted_type",
      "This is a lossless or arithmetic kind of JPEG, which browsers do not show.",
    );
  }
  if (length < 6) refuse("malformed", "The frame header of the JPEG is too short.");
  const view = await viewAt(source, body, 6);
  if (view.getUint8(0) !== 8) {
    refuse("not_an_accepted_type", "This JPEG does not have 8 bits a channel; browsers do not show it.");
  }
  const heightPx = view.getUint16(1);
  const widthPx = view.getUint16(3);
  const components = view.getUint8(5);
  if (length !== 6 + 3 * components) refuse("malformed", "The frame header of the JPEG contradicts itself.");
  if (![1, 3, 4].includes(components)) refuse("malformed", "The JPEG has an impossible number of channels.");
  if (widthPx === 0 || heightPx === 0) refuse("malformed", "The JPEG says that it has no pixels.");
  return { widthPx, heightPx };
}

async function orientationFromSegment(
  source: ByteSource,
  body: number,
  length: number,
): Promise<Orientation | null> {
  const bytes = await source.read(body, length);
  return startsWithExifPrefix(bytes) ? orientationFromExif(bytes) : null;
}

/**
 * Cameras and phones append previews, films and notes of their own behind the picture, so the end is
 * looked for near the end of the file first, and only then from the scan on.
 */
async function hasEndOfImage(source: ByteSource, scanOffset: number): Promise<boolean> {
  const tailOffset = Math.max(scanOffset, source.sizeBytes - WINDOW_BYTES);
  if (lastIndexOfBytes(await source.read(tailOffset, WINDOW_BYTES), END_OF_IMAGE) >= 0) return true;
  for (let offset = scanOffset; offset < tailOffset; offset += WINDOW_BYTES - 1) {
    if (lastIndexOfBytes(await source.read(offset, WINDOW_BYTES), END_OF_IMAGE) >= 0) return true;
  }
  return false;
}
