/** The header of a GIF file and its frames: every block is walked, since the number of frames stands nowhere. */
import { viewAt } from "../binary-fields";
import type { ByteSource } from "../byte-source";
import type { ImageHeader, PixelSize } from "./image-header";
import { refuse } from "../refusal";

const SCREEN_BYTES = 13;
const IMAGE_BLOCK = 0x2c;
const EXTENSION_BLOCK = 0x21;
const TRAILER = 0x3b;
const MAX_BLOCKS = 50_000;
const WINDOW_BYTES = 4 * 1024;

type Frame = {
  /** How far it reaches from the left upper corner of the screen. */
  readonly extent: PixelSize;
  readonly endOffset: number;
};

export async function parseGif(source: ByteSource, limits: { maxFrames: number }): Promise<ImageHeader> {
  const screen = await viewAt(source, 0, SCREEN_BYTES);
  const screenSize = { widthPx: screen.getUint16(6, true), heightPx: screen.getUint16(8, true) };
  const start = SCREEN_BYTES + colourTableBytes(screen.getUint8(10));
  const { stored, frames } = await walkFrames(source, start, screenSize, limits.maxFrames);
  if (frames === 0) refuse("malformed", "The GIF has no picture in it.");
  return { filetype: "image/gif", stored, frames, orientation: 1 };
}

/**
 * Old programs wrote screens smaller than the picture, or of no size: the first frame then enlarges the
 * screen, as in browsers. Bytes behind the trailer are let pass, as browsers do.
 */
async function walkFrames(
  source: ByteSource,
  start: number,
  screen: PixelSize,
  maxFrames: number,
): Promise<{ stored: PixelSize; frames: number }> {
  let [offset, stored, frames] = [start, screen, 0];
  for (let blocks = 0; blocks < MAX_BLOCKS; blocks += 1) {
    const kind = (await viewAt(source, offset, 1)).getUint8(0);
    if (kind === TRAILER) return { stored, frames };
    if (kind === EXTENSION_BLOCK) {
      offset = await skipSubBlocks(source, offset + 2);
      continue;
    }
    if (kind !== IMAGE_BLOCK) refuse("malformed", "The GIF has bytes that belong to no block.");
    frames += 1;
    if (frames > maxFrames) refuse("too_many_frames", `The GIF has more than ${maxFrames} frames.`);
    const frame = await frameAt(source, offset);
    if (frames === 1) stored = enlarge(stored, frame.extent);
    if (!reaches(stored, frame.extent)) refuse("malformed", "A frame of the GIF lies outside of its screen.");
    offset = frame.endOffset;
  }
  return refuse("malformed", "The GIF has too many blocks.");
}

async function frameAt(source: ByteSource, offset: number): Promise<Frame> {
  const view = await viewAt(source, offset, 10);
  const [widthPx, heightPx] = [view.getUint16(5, true), view.getUint16(7, true)];
  if (widthPx === 0 || heightPx === 0) refuse("malformed", "A frame of the GIF has no pixels.");
  const codeSizeOffset = offset + 10 + colourTableBytes(view.getUint8(9));
  const codeSize = (await viewAt(source, codeSizeOffset, 1)).getUint8(0);
  if (codeSize < 1 || codeSize > 11)
    refuse("malformed", "A frame of the GIF is packed in an impossible way.");
  const extent = { widthPx: view.getUint16(1, true) + widthPx, heightPx: view.getUint16(3, true) + heightPx };
  return { extent, endOffset: await skipSubBlocks(source, codeSizeOffset + 1) };
}

function enlarge(screen: PixelSize, extent: PixelSize): PixelSize {
  return {
    widthPx: Math.max(screen.widthPx, extent.widthPx),
    heightPx: Math.max(screen.heightPx, extent.heightPx),
  };
}

function reaches(screen: PixelSize, extent: PixelSize): boolean {
  return extent.widthPx <= screen.widthPx && extent.heightPx <= screen.heightPx;
}

function colourTableBytes(packedFields: number): number {
  const hasTable = (packedFields & 0x80) !== 0;
  return hasTable ? 3 * 2 ** ((packedFields & 0x07) + 1) : 0;
}

/** Goes through sub-blocks in whole windows: a hostile file may have millions of them, of one byte each. */
async function skipSubBlocks(source: ByteSource, start: number): Promise<number> {
  let offset = start;
  while (offset < source.sizeBytes) {
    const window = await source.read(offset, WINDOW_BYTES);
    let inWindow = 0;
    while (inWindow < window.byteLength) {
      const length = window[inWindow] ?? 0;
      inWindow += 1 + length;
      if (length === 0) return offset + inWindow;
    }
    if (inWindow === 0) break;
    offset += inWindow;
  }
  return refuse("truncated", "The GIF ends before its picture does.");
}
