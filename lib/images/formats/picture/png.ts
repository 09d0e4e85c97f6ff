/** The header of a PNG file, animated or not: its chunks up to the first pixels, and whether it has an end. */
import { lastIndexOfBytes, tagAt, viewAt } from "../binary-fields";
import type { ByteSource } from "../byte-source";
import { orientationFromExif } from "./exif-orientation";
import type { ImageHeader, Orientation, PixelSize } from "./image-header";
import { refuse } from "../refusal";

const SIGNATURE_BYTES = 8;
const TAIL_BYTES = 64 * 1024;
const MAX_CHUNKS = 50_000;
const MAX_EXIF_BYTES = 1024 * 1024;
const MAX_SIDE = 0x7fff_ffff;
// An empty IEND chunk with its checksum.
const END = [0, 0, 0, 0, 0x49, 0x45, 0x4e, 0x44, 0xae, 0x42, 0x60, 0x82];

const BIT_DEPTHS_OF_COLOUR_TYPE: Record<number, readonly number[]> = {
  0: [1, 2, 4, 8, 16],
  2: [8, 16],
  3: [1, 2, 4, 8],
  4: [8, 16],
  6: [8, 16],
};
const PALETTE_COLOUR = 3;

type Chunk = {
  readonly type: string;
  readonly bodyOffset: number;
  readonly bodyBytes: number;
  readonly endOffset: number;
};

type ImageChunks = {
  frames: number;
  orientation: Orientation;
  hasPalette: boolean;
  firstPixels: Chunk;
};

export async function parsePng(source: ByteSource, limits: { maxFrames: number }): Promise<ImageHeader> {
  const { stored, colourType, endOffset } = await imageHeaderOf(source);
  const chunks = await walkToPixels(source, endOffset);
  if (colourType === PALETTE_COLOUR && !chunks.hasPalette) refuse("malformed", "The PNG lacks its palette.");
  if (chunks.frames > limits.maxFrames) refuse("too_many_frames", `The PNG has ${chunks.frames} frames.`);
  await requireEnd(source, chunks.firstPixels);
  return { filetype: "image/png", stored, frames: chunks.frames, orientation: chunks.orientation };
}

async function imageHeaderOf(source: ByteSource): Promise<{
  stored: PixelSize;
  colourType: number;
  endOffset: number;
}> {
  const chunk = await chunkAt(source, SIGNATURE_BYTES);
  if (chunk.type === "CgBI") {
    refuse("not_an_accepted_type", "This is Apple's own variant of PNG, which browsers do not show.");
  }
  if (chunk.type !== "IHDR" || chunk.bodyBytes !== 13)
    refuse("malformed", "The PNG does not begin with its header.");
  const checked = await viewAt(source, chunk.bodyOffset - 4, 4 + 13 + 4);
  if (crc32(checked, 4 + 13) !== checked.getUint32(17))
    refuse("malformed", "The header of the PNG is damaged.");
  const [widthPx, heightPx] = [checked.getUint32(4), checked.getUint32(8)];
  const [bitDepth, colourType] = [checked.getUint8(12), checked.getUint8(13)];
  const isSane =
    isSide(widthPx) &&
    isSide(heightPx) &&
    (BIT_DEPTHS_OF_COLOUR_TYPE[colourType]?.includes(bitDepth) ?? false) &&
    checked.getUint8(14) === 0 &&
    checked.getUint8(15) === 0 &&
    checked.getUint8(16) <= 1;
  if (!isSane) refuse("malformed", "The header of the PNG asks for something that PNG does not have.");
  return { stored: { widthPx, heightPx }, colourType, endOffset: chunk.endOffset };
}

function isSide(px: number): boolean {
  return px >= 1 && px <= MAX_SIDE;
}

async function walkToPixels(source: ByteSource, start: number): Promise<ImageChunks> {
  let [frames, orientation, hasPalette]: [number, Orientation, boolean] = [1, 1, false];
  let offset = start;
  for (let chunks = 0; chunks < MAX_CHUNKS; chunks += 1) {
    const chunk = await chunkAt(source, offset);
    if (chunk.type === "IDAT") return { frames, orientation, hasPalette, firstPixels: chunk };
    if (chunk.type === "IEND") refuse("malformed", "The PNG has no pixels in it.");
    if (chunk.type === "IHDR") refuse("malformed", "The PNG has two headers.");
    if (chunk.type === "PLTE") hasPalette = true;
    if (chunk.type === "acTL") frames = await framesOf(source, chunk);
    if (chunk.type === "eXIf") orientation = await orientationOf(source, chunk);
    offset = chunk.endOffset;
  }
  return refuse("malformed", "The PNG has too many chunks before its pixels.");
}

async function framesOf(source: ByteSource, chunk: Chunk): Promise<number> {
  if (chunk.bodyBytes !== 8) refuse("malformed", "The animation of the PNG is damaged.");
  const frames = (await viewAt(source, chunk.bodyOffset, 8)).getUint32(0);
  if (frames === 0) refuse("malformed", "The animation of the PNG has no frames.");
  return frames;
}

async function orientationOf(source: ByteSource, chunk: Chunk): Promise<Orientation> {
  if (chunk.bodyBytes > MAX_EXIF_BYTES) return 1;
  return orientationFromExif(await source.read(chunk.bodyOffset, chunk.bodyBytes));
}

async function chunkAt(source: ByteSource, offset: number): Promise<Chunk> {
  const view = await viewAt(source, offset, 8);
  const bodyBytes = view.getUint32(0);
  const type = tagAt(view, 4);
  if (!/^[A-Za-z]{4}$/.test(type)) refuse("malformed", "The PNG has bytes that belong to no chunk.");
  if (bodyBytes > MAX_SIDE) refuse("malformed", "A chunk of the PNG has an impossible length.");
  const endOffset = offset + 8 + bodyBytes + 4;
  if (endOffset > source.sizeBytes) refuse("truncated", "The PNG ends within a chunk.");
  return { type, bodyOffset: offset + 8, bodyBytes, endOffset };
}

/** Bytes behind the end are let pass, as browsers do; so the end is only walked to when it is not in sight. */
async function requireEnd(source: ByteSource, firstPixels: Chunk): Promise<void> {
  const tailOffset = Math.max(firstPixels.endOffset, source.sizeBytes - TAIL_BYTES);
  if (lastIndexOfBytes(await source.read(tailOffset, TAIL_BYTES), END) >= 0) return;
  let chunk = firstPixels;
  for (let chunks = 0; chunks < MAX_CHUNKS; chunks += 1) {
    if (chunk.type === "IEND") return;
    chunk = await chunkAt(source, chunk.endOffset);
  }
  refuse("malformed", "The PNG has too many chunks.");
}

/** The checksum of PNG over the first `length` bytes; bit by bit, since it is only run over a header. */
function crc32(view: DataView, length: number): number {
  let crc = 0xffff_ffff;
  for (const byte of new Uint8Array(view.buffer, view.byteOffset, length)) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb8_8320 : 0);
  }
  return ~crc >>> 0;
}
