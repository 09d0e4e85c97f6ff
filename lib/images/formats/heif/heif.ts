/**
 * The header of a HEIF file (AVIF and HEIC are two), still or a sequence: its boxes up to the primary item,
 * the size and turn of that item, and whether the bytes that its items point at are all there.
 */
import type { ByteSource } from "../byte-source";
import { nameOfBrands } from "../foreign-formats";
import { brandsOf, typeOfBrands } from "../iso/brands";
import {
  boxesWithin,
  type Box,
  childBox,
  loadBox,
  type LoadedBox,
  openFullBox,
  topLevelBoxes,
} from "../iso/iso-boxes";
import type { ImageHeader, PixelSize } from "../picture/image-header";
import { refuse } from "../refusal";
import { codedSizeOf } from "./av1-sequence-header";
import { readImageItems, type ImageItem } from "./heif-items";
import { turnOf } from "./heif-turn";
import { codedSizeInConfiguration } from "./hevc-configuration";

const MAX_META_BYTES = 1024 * 1024;
const MAX_MOVIE_BYTES = 4 * 1024 * 1024;
const MAX_CODED_ITEMS = 1024;

/** What the pictures of each type may be coded in. */
const CODINGS = {
  "image/avif": ["av01"],
  "image/heic": ["hvc1"],
  "image/heif": ["hvc1", "av01"],
} as const satisfies Record<string, readonly string[]>;

type HeifType = keyof typeof CODINGS;

export async function parseHeif(source: ByteSource, limits: { maxFrames: number }): Promise<ImageHeader> {
  const brands = await brandsOf(source);
  const filetype = typeOfBrands(brands);
  if (!isHeifType(filetype)) return refuseForeign(brands);
  const { meta, movie } = await boxesOf(source);
  if (meta === null) return refuse("truncated", "The file ends before it says what is in it.");
  const { primary, items } = readImageItems(meta.view, meta.box);
  const codings: readonly string[] = CODINGS[filetype];
  const coded = items.filter((item) => codings.includes(item.type));
  const isOfType = codings.includes(primary.type) || (primary.type === "grid" && coded.length > 0);
  if (!isOfType) refuseForeign(brands);
  await requireHonestItems(source, items, coded);
  const frames = movie === null ? 1 : framesOf(movie.view, movie.box);
  if (frames > limits.maxFrames) refuse("too_many_frames", `The file has ${frames} frames.`);
  const { size, crop } = primary;
  if (size === null) refuse("malformed", "The file does not say how large its picture is.");
  const orientation = turnOf(primary.turns);
  return { filetype, stored: size, ...(crop ? { crop } : {}), frames, orientation };
}

function isHeifType(type: string | null): type is HeifType {
  return type !== null && Object.hasOwn(CODINGS, type);
}

function refuseForeign(brands: readonly string[]): never {
  return refuse("not_an_accepted_type", `The file is ${nameOfBrands(brands)} of a coding that is not taken.`);
}

/** The first `meta` box and, in a sequence, the `moov` box; loaded into memory under a limit. */
async function boxesOf(source: ByteSource): Promise<{ meta: LoadedBox | null; movie: LoadedBox | null }> {
  let meta: LoadedBox | null = null;
  let movie: LoadedBox | null = null;
  for await (const box of topLevelBoxes(source)) {
    if (box.type === "meta") meta ??= await loadBox(source, box, MAX_META_BYTES);
    if (box.type === "moov") movie ??= await loadBox(source, box, MAX_MOVIE_BYTES);
  }
  return { meta, movie };
}

/**
 * Every byte that an item points at must be in the file, and a coded picture must be as large as its
 * item says: decoders believe the stream, so a small `ispe` over a huge stream would pass a pixel limit.
 */
async function requireHonestItems(
  source: ByteSource,
  items: readonly ImageItem[],
  coded: readonly ImageItem[],
): Promise<void> {
  const reachesBeyond = items.some((item) => item.extents.some(({ end }) => end > source.sizeBytes));
  if (reachesBeyond) refuse("truncated", "The file ends before its picture does.");
  if (coded.length > MAX_CODED_ITEMS) refuse("malformed", "The picture has too many parts.");
  for (const item of coded) await requireHonestItem(source, item);
}

async function requireHonestItem(source: ByteSource, item: ImageItem): Promise<void> {
  const first = item.extents[0];
  if (first === undefined || item.size === null)
    return refuse("malformed", "A part of the picture is missing.");
  const isAsItSays =
    item.type === "hvc1"
      ? fillsBlocksOf(item.size, codedSizeInConfiguration(item.hevcConfiguration))
      : isSame(item.size, await codedSizeOf(source, first.start, first.end));
  if (!isAsItSays) refuse("malformed", "A part of the picture is not as large as it says.");
}

function isSame(size: PixelSize, coded: PixelSize): boolean {
  return size.widthPx === coded.widthPx && size.heightPx === coded.heightPx;
}

/** HEVC codes whole blocks of up to 64 pixels a side, and crops what is too much. */
function fillsBlocksOf(size: PixelSize, coded: PixelSize): boolean {
  const [tooWide, tooHigh] = [coded.widthPx - size.widthPx, coded.heightPx - size.heightPx];
  return tooWide >= 0 && tooWide < 64 && tooHigh >= 0 && tooHigh < 64;
}

/** The samples of the first track of pictures. */
function framesOf(view: DataView, movie: Box): number {
  for (const track of boxesWithin(view, movie.bodyStart, movie.end)) {
    const media = track.type === "trak" ? childBox(view, track, "mdia") : undefined;
    const handler = media && childBox(view, media, "hdlr");
    if (media === undefined || handler === undefined || !handlesPictures(view, handler)) continue;
    const information = childBox(view, media, "minf");
    const table = information && childBox(view, information, "stbl");
    const sizes = table && childBox(view, table, "stsz");
    if (sizes === undefined) break;
    const { fields } = openFullBox(view, sizes);
    fields.advance(4);
    return Math.max(1, fields.uint(4));
  }
  return refuse("malformed", "The animation has no frames.");
}

function handlesPictures(view: DataView, handler: Box): boolean {
  const { fields } = openFullBox(view, handler);
  fields.advance(4);
  return ["pict", "vide"].includes(fields.tag());
}
