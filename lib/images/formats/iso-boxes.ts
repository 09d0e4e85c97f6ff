/**
 * The boxes of the ISO base media file format (AVIF, HEIC, MP4 are made of them): where each begins and
 * ends. Knows nothing of what is in them.
 */
import { FieldCursor, tagAt, viewAt } from "./binary-fields";
import type { ByteSource } from "./byte-source";
import { refuse } from "./refusal";

export type Box = {
  readonly type: string;
  readonly bodyStart: number;
  readonly end: number;
};

const MAX_TOP_LEVEL_BOXES = 1000;
const MAX_BRAND_BYTES = 4096;

/**
 * The top-level boxes of a file, in order. Each must lie within the file, and together they fill it.
 * Refuses a box that reaches beyond the end as truncated.
 */
export async function* topLevelBoxes(source: ByteSource): AsyncGenerator<Box> {
  let offset = 0;
  for (let boxes = 0; offset < source.sizeBytes; boxes += 1) {
    if (boxes >= MAX_TOP_LEVEL_BOXES) refuse("malformed", "The file has too many boxes.");
    const first = await viewAt(source, offset, 8);
    const hasLargeSize = first.getUint32(0) === 1;
    const header = hasLargeSize ? await viewAt(source, offset, 16) : first;
    const sizeBytes = first.getUint32(0) === 0 ? source.sizeBytes - offset : statedBoxBytes(header, 0);
    const box = { type: tagAt(header, 4), bodyStart: offset + header.byteLength, end: offset + sizeBytes };
    if (box.bodyStart > box.end) refuse("malformed", "A box of the file is smaller than its own header.");
    if (box.end > source.sizeBytes) refuse("truncated", "The file ends within a box.");
    yield box;
    offset = box.end;
  }
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

/** Major and compatible brands out of the `ftyp` box that the file must begin with. */
export async function brandsOf(source: ByteSource): Promise<string[]> {
  const sizeBytes = (await viewAt(source, 0, 8)).getUint32(0);
  if (sizeBytes < 16 || sizeBytes > MAX_BRAND_BYTES || sizeBytes % 4 !== 0) {
    refuse("malformed", "The first box of the file has an impossible length.");
  }
  const view = await viewAt(source, 0, sizeBytes);
  const brands = [tagAt(view, 8)];
  for (let offset = 16; offset < sizeBytes; offset += 4) brands.push(tagAt(view, offset));
  return brands;
}

function statedBoxBytes(header: DataView, offset: number): number {
  const size = header.getUint32(offset);
  return size === 1 ? Number(header.getBigUint64(offset + 8)) : size;
}
