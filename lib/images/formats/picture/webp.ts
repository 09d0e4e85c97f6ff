/** The header of a WebP file, still or animated: its RIFF chunks, each checked against the canvas. */
import { tagAt, uint24LittleEndian, viewAt } from "../binary-fields";
import type { ByteSource } from "../byte-source";
import { orientationFromExif } from "./exif-orientation";
import type { ImageHeader, Orientation, PixelSize } from "./image-header";
import { refuse } from "../refusal";

const RIFF_HEADER_BYTES = 12;
const MAX_CHUNKS = 50_000;
const MAX_EXIF_BYTES = 1024 * 1024;
const ANIMATION_FLAG = 0x02;
const EXIF_FLAG = 0x08;

type Chunk = {
  readonly type: string;
  readonly bodyOffset: number;
  readonly bodyBytes: number;
  readonly endOffset: number;
};

type Canvas = PixelSize & {
  readonly isAnimated: boolean;
  readonly hasExif: boolean;
};

export async function parseWebp(source: ByteSource, limits: { maxFrames: number }): Promise<ImageHeader> {
  const riffEnd = await riffEndOf(source);
  const first = await chunkAt(source, RIFF_HEADER_BYTES, riffEnd);
  if (first.type === "VP8X") return parseExtended(source, first, riffEnd, limits.maxFrames);
  const stored = await bitstreamSize(source, first);
  if (stored === null) refuse("malformed", "The WebP does not begin with a picture.");
  return { filetype: "image/webp", stored, frames: 1, orientation: 1 };
}

async function riffEndOf(source: ByteSource): Promise<number> {
  const riffBytes = (await viewAt(source, 0, RIFF_HEADER_BYTES)).getUint32(4, true);
  const end = 8 + riffBytes;
  if (end > source.sizeBytes) refuse("truncated", "The WebP is shorter than it says.");
  const isPadded = riffBytes % 2 === 1 && source.sizeBytes === end + 1;
  if (end < source.sizeBytes && !isPadded) refuse("malformed", "The WebP is longer than it says.");
  return end;
}

async function parseExtended(
  source: ByteSource,
  first: Chunk,
  riffEnd: number,
  maxFrames: number,
): Promise<ImageHeader> {
  const canvas = await canvasOf(source, first);
  let [pictures, frames, orientation]: [number, number, Orientation] = [0, 0, 1];
  let chunk = first;
  for (let chunks = 0; chunk.endOffset < riffEnd; chunks += 1) {
    if (chunks >= MAX_CHUNKS) refuse("malformed", "The WebP has too many chunks.");
    chunk = await chunkAt(source, chunk.endOffset, riffEnd);
    if (chunk.type === "EXIF" && canvas.hasExif) orientation = await orientationOf(source, chunk);
    if (chunk.type === "ANMF" && canvas.isAnimated) {
      await requireFrameInside(source, chunk, canvas);
      frames += 1;
      if (frames > maxFrames) refuse("too_many_frames", `The WebP has more than ${maxFrames} frames.`);
    }
    const size = canvas.isAnimated ? null : await bitstreamSize(source, chunk);
    if (size === null) continue;
    pictures += 1;
    const fillsCanvas = size.widthPx === canvas.widthPx && size.heightPx === canvas.heightPx;
    if (!fillsCanvas || pictures > 1)
      refuse("malformed", "The picture of the WebP is not the one it announces.");
  }
  if (pictures + frames === 0) refuse("malformed", "The WebP has no picture in it.");
  const stored = { widthPx: canvas.widthPx, heightPx: canvas.heightPx };
  return { filetype: "image/webp", stored, frames: Math.max(frames, 1), orientation };
}

async function canvasOf(source: ByteSource, chunk: Chunk): Promise<Canvas> {
  if (chunk.bodyBytes < 10) refuse("malformed", "The header of the WebP is too short.");
  const view = await viewAt(source, chunk.bodyOffset, 10);
  const flags = view.getUint8(0);
  return {
    widthPx: 1 + uint24LittleEndian(view, 4),
    heightPx: 1 + uint24LittleEndian(view, 7),
    isAnimated: (flags & ANIMATION_FLAG) !== 0,
    hasExif: (flags & EXIF_FLAG) !== 0,
  };
}

async function requireFrameInside(source: ByteSource, chunk: Chunk, canvas: Canvas): Promise<void> {
  if (chunk.bodyBytes < 16) refuse("malformed", "A frame of the WebP is too short.");
  const view = await viewAt(source, chunk.bodyOffset, 12);
  const right = 2 * uint24LittleEndian(view, 0) + 1 + uint24LittleEndian(view, 6);
  const bottom = 2 * uint24LittleEndian(view, 3) + 1 + uint24LittleEndian(view, 9);
  if (right > canvas.widthPx || bottom > canvas.heightPx) {
    refuse("malformed", "A frame of the WebP lies outside of its canvas.");
  }
}

/** The size in a lossy or lossless bitstream; null for a chunk that is none. */
async function bitstreamSize(source: ByteSource, chunk: Chunk): Promise<PixelSize | null> {
  if (chunk.type === "VP8 ") return lossySize(source, chunk);
  if (chunk.type === "VP8L") return losslessSize(source, chunk);
  return null;
}

async function lossySize(source: ByteSource, chunk: Chunk): Promise<PixelSize> {
  if (chunk.bodyBytes < 10) refuse("malformed", "The picture of the WebP is too short.");
  const view = await viewAt(source, chunk.bodyOffset, 10);
  const isKeyFrame = (view.getUint8(0) & 1) === 0;
  const hasStartCode = view.getUint8(3) === 0x9d && view.getUint16(4) === 0x012a;
  if (!isKeyFrame || !hasStartCode) refuse("malformed", "The picture of the WebP does not begin as it must.");
  const widthPx = view.getUint16(6, true) & 0x3fff;
  const heightPx = view.getUint16(8, true) & 0x3fff;
  if (widthPx === 0 || heightPx === 0) refuse("malformed", "The WebP says that it has no pixels.");
  return { widthPx, heightPx };
}

async function losslessSize(source: ByteSource, chunk: Chunk): Promise<PixelSize> {
  if (chunk.bodyBytes < 5) refuse("malformed", "The picture of the WebP is too short.");
  const view = await viewAt(source, chunk.bodyOffset, 5);
  const fields = view.getUint32(1, true);
  const version = fields >>> 29;
  if (view.getUint8(0) !== 0x2f || version !== 0)
    refuse("malformed", "The picture of the WebP does not begin as it must.");
  return { widthPx: 1 + (fields & 0x3fff), heightPx: 1 + ((fields >>> 14) & 0x3fff) };
}

async function orientationOf(source: ByteSource, chunk: Chunk): Promise<Orientation> {
  if (chunk.bodyBytes > MAX_EXIF_BYTES) return 1;
  return orientationFromExif(await source.read(chunk.bodyOffset, chunk.bodyBytes));
}

async function chunkAt(source: ByteSource, offset: number, riffEnd: number): Promise<Chunk> {
  if (offset + 8 > riffEnd) refuse("malformed", "The WebP has bytes that belong to no chunk.");
  const view = await viewAt(source, offset, 8);
  const bodyBytes = view.getUint32(4, true);
  const bodyOffset = offset + 8;
  const bodyEnd = bodyOffset + bodyBytes;
  if (bodyEnd > riffEnd) refuse("malformed", "A chunk of the WebP is longer than the file says.");
  return { type: tagAt(view, 0), bodyOffset, bodyBytes, endOffset: bodyEnd + (bodyBytes % 2) };
}
