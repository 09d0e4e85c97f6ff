/**
 * The boxes of the ISO base media file format (AVIF, HEIC, MP4 are made of them): where each begins and
 * ends. Knows nothing of what is in them.
 */
import { FieldCursor, tagAt, viewAt } from "../binary-fields";
import type { ByteSource } from "../byte-source";
import { refuse } from "../refusal";

export type Box = {
  readonly type: string;
  readonly bodyStart: number;
  readonly end: number;
};

const MAX_BOXES = 1000;

/**
 * The top-level boxes of a file, in order. Each must lie within the file, and together they fill it.
 * Refuses a box that reaches beyond the end as truncated.
 */
export async function* topLevelBoxes(source: ByteSource): AsyncGenerator<Box> {
  let offset = 0;
  for (let boxes = 0; offset < source.sizeBytes; boxes += 1) {
    if (boxes >= MAX_BOXES) refuse("malformed", "The file has too many boxes.");
    const box = await boxAt(source, offset, source.sizeBytes);
    if (box.end > source.sizeBytes) refuse("truncated", "The file ends within a box.");
    yield box;
    offset = box.end;
  }
}

/** The children of `parent`, found without loading it. Refuses any that does not fit into it. */
export async function* boxesInside(source: ByteSource, parent: Box): AsyncGenerator<Box> {
  let offset = parent.bodyStart;
  // QuickTime may end a list with four bytes of zero.
  for (let boxes = 0; offset + 8 <= parent.end; boxes += 1) {
    if (boxes >= MAX_BOXES) refuse("malformed", "The file has too many boxes.");
    const box = await boxAt(source, offset, parent.end);
    if (box.end > parent.end) refuse("malformed", "A box of the file does not fit its parent.");
    yield box;
    offset = box.end;
  }
}

/** @param end where a box of size 0 ends */
async function boxAt(source: ByteSource, offset: number, end: number): Promise<Box> {
  const first = await viewAt(source, offset, 8);
  const hasLargeSize = first.getUint32(0) === 1;
  const header = hasLargeSize ? await viewAt(source, offset, 16) : first;
  const sizeBytes = first.getUint32(0) === 0 ? end - offset : statedBoxBytes(header, 0);
  const box = { type: tagAt(header, 4), bodyStart: offset + header.byteLength, end: offset + sizeBytes };
  if (box.bodyStart > box.end) refuse("malformed", "A box of the file is smaller than its own header.");
  return box;
}

/** The boxes that fill `view` from `start` to `end`. Refuses any that does not fit. */
export function boxesWithin(view: DataView, start: number, end: number): Box[] {
  const boxes: Box[] = [];
  let offset = start;
  while (offset < end) {
    if (offset + 8 > end) refuse("malformed", "A box of the file has bytes left over.");
    const headerBytes = view.getUint32(offset) === 1 ? 16 : 8;
    if (offset + headerBytes > end) refuse("malformed", "A box of the file has bytes left over.");
    const sizeBytes = statedBoxBytes(view, offset);
    const box = { type: tagAt(view, offset + 4), bodyStart: offset + headerBytes, end: offset + sizeBytes };
    if (box.bodyStart > box.end || box.end > end)
      refuse("malformed", "A box of the file does not fit its parent.");
    boxes.push(box);
    offset = box.end;
  }
  return boxes;
}

/** The first box of this type among the children of `parent`. */
export function childBox(view: DataView, parent: Box, type: string): Box | undefined {
  return boxesWithin(view, parent.bodyStart, parent.end).find((box) => box.type === type);
}

/** A cursor on a box whose body begins with a version (returned) and flags (returned), as most do. */
export function openFullBox(
  view: DataView,
  box: Box,
): { fields: FieldCursor; version: number; flags: number } {
  const fields = new FieldCursor(view, box.bodyStart, box.end);
  const versionAndFlags = fields.uint(4);
  return { fields, version: versionAndFlags >>> 24, flags: versionAndFlags & 0xff_ffff };
}

function statedBoxBytes(header: DataView, offset: number): number {
  const size = header.getUint32(offset);
  return size === 1 ? Number(header.getBigUint64(offset + 8)) : size;
}

/** A box in memory, with the view that its offsets refer to. */
export type LoadedBox = {
  readonly view: DataView;
  readonly box: Box;
};

export async function loadBox(source: ByteSource, box: Box, maxBytes: number): Promise<LoadedBox> {
  const length = box.end - box.bodyStart;
  if (length > maxBytes) refuse("malformed", "The file says too much about itself.");
  const view = await viewAt(source, box.bodyStart, length);
  return { view, box: { type: box.type, bodyStart: 0, end: length } };
}
