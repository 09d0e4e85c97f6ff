/**
 * The header of an AVIF file, still or a sequence: its boxes up to the primary item, the size and turn of
 * that item, and whether the bytes that its items point at are all there.
 */
import { viewAt } from "./binary-fields";
import type { ByteSource } from "./byte-source";
import { codedSizeOf } from "./av1-sequence-header";
import { nameOfBrands } from "./foreign-formats";
import { readImageItems, type ImageItem } from "./heif-items";
import { turnOf } from "./heif-turn";
import type { ImageHeader } from "./image-header";
import { boxesWithin, brandsOf, childBox, openFullBox, topLevelBoxes, type Box } from "./iso-boxes";
import { refuse } from "./refusal";

const MAX_META_BYTES = 1024 * 1024;
const MAX_MOVIE_BYTES = 4 * 1024 * 1024;
const MAX_CODED_ITEMS = 1024;
const AVIF_BRANDS = ["avif", "avis"];
// Shared by AVIF and HEIC: what the pictures are coded in decides.
const GENERAL_BRANDS = ["mif1", "msf1"];

export async function parseAvif(source: ByteSource, limits: { maxFrames: number }): Promise<ImageHeader> {
  const brands = await brandsOf(source);
  const isCalledAvif = brands.some((brand) => AVIF_BRANDS.includes(brand));
  if (!isCalledAvif && !brands.some((brand) => GENERAL_BRANDS.includes(brand))) refuseForeign(brands);
  const { meta, movie } = await boxesOf(source);
  if (meta === null && !isCalledAvif) refuseForeign(brands);
  if (meta === null) refuse("truncated", "The AVIF ends before it says what is in it.");
  const { primary, items } = readImageItems(meta.view, meta.box);
  const coded = items.filter((item) => item.type === "av01");
  const isAv1 = primary.type === "av01" || (primary.type === "grid" && coded.length > 0);
  if (!isAv1) refuseForeign(brands);
  await requireHonestItems(source, items, coded);
  const frames = movie === null ? 1 : framesOf(movie.view, movie.box);
  if (frames > limits.maxFrames) refuse("too_many_frames", `The AVIF has ${frames} frames.`);
  const { size, crop } = primary;
  if (size === null) refuse("malformed", "The AVIF does not say how large it is.");
  const orientation = turnOf(primary.turns);
  return { filetype: "image/avif", stored: size, ...(crop ? { crop } : {}), frames, orientation };
}

function refuseForeign(brands: readonly string[]): never {
  return refuse("not_an_accepted_type", `The file is ${nameOfBrands(brands)}.`);
}

type LoadedBox = {
  readonly view: DataView;
  readonly box: Box;
};

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

async function loadBox(source: ByteSource, box: Box, maxBytes: number): Promise<LoadedBox> {
  const length = box.end - box.bodyStart;
  if (length > maxBytes) refuse("malformed", "The AVIF says too much about itself.");
  const view = await viewAt(source, box.bodyStart, length);
  return { view, box: { type: box.type, bodyStart: 0, end: length } };
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
  if (reachesBeyond) refuse("truncated", "The AVIF ends before its picture does.");
  if (coded.length > MAX_CODED_ITEMS) refuse("malformed", "The AVIF has too many parts.");
  for (const item of coded) {
    const first = item.extents[0];
    if (first === undefined || item.size === null) refuse("malformed", "A part of the AVIF is missing.");
    const stream = await codedSizeOf(source, first.start, first.end);
    const agree = stream.widthPx === item.size.widthPx && stream.heightPx === item.size.heightPx;
    if (!agree) refuse("malformed", "A part of the AVIF is not as large as it says.");
  }
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
    fields.skip(4);
    return Math.max(1, fields.uint(4));
  }
  return refuse("malformed", "The animation of the AVIF has no frames.");
}

function handlesPictures(view: DataView, handler: Box): boolean {
  const { fields } = openFullBox(view, handler);
  fields.skip(4);
  return ["pict", "vide"].includes(fields.tag());
}
