/** One track of an MP4 or QuickTime film, as far as it tells the size and the turn of its picture. */
import type { ByteSource } from "../byte-source";
import { type Box, boxesInside, loadBox, openFullBox } from "../iso/iso-boxes";
import type { PixelSize } from "../picture/image-header";
import { refuse } from "../refusal";

export type VideoTrack = {
  readonly stored: PixelSize;
  readonly displayed: PixelSize;
};

const MAX_HEADER_BYTES = 1024;
const MAX_DESCRIPTION_BYTES = 1024 * 1024;
const ONE = 0x1_0000;

/** Null for a track of sound, of text, or of anything else that is no moving picture. */
export async function readVideoTrack(source: ByteSource, track: Box): Promise<VideoTrack | null> {
  const media = await requireChild(source, track, "mdia");
  const handler = await requireChild(source, media, "hdlr");
  const { view, box } = await loadBox(source, handler, MAX_HEADER_BYTES);
  const { fields } = openFullBox(view, box);
  fields.advance(4);
  if (fields.tag() !== "vide") return null;
  const information = await requireChild(source, media, "minf");
  const table = await requireChild(source, information, "stbl");
  const stored = await codedSize(source, await requireChild(source, table, "stsd"));
  const displayed = await shownSize(source, await requireChild(source, track, "tkhd"), stored);
  return { stored, displayed };
}

async function requireChild(source: ByteSource, parent: Box, type: string): Promise<Box> {
  for await (const child of boxesInside(source, parent)) if (child.type === type) return child;
  return refuse("malformed", `The video lacks a ${type} box.`);
}

/** The size in the first description of the samples. */
async function codedSize(source: ByteSource, description: Box): Promise<PixelSize> {
  const { view, box } = await loadBox(source, description, MAX_DESCRIPTION_BYTES);
  const { fields } = openFullBox(view, box);
  if (fields.uint(4) === 0) refuse("malformed", "The video does not say how it is coded.");
  // Size, format, reserved and the index of its data; then fields that were never used.
  fields.advance(4 + 4 + 6 + 2 + 16);
  const size = { widthPx: fields.uint(2), heightPx: fields.uint(2) };
  if (size.widthPx === 0 || size.heightPx === 0) refuse("malformed", "The video says that it has no pixels.");
  return size;
}

/** The size in the header of the track, which is stretched already, and the turn by its matrix. */
async function shownSize(source: ByteSource, header: Box, stored: PixelSize): Promise<PixelSize> {
  const { view, box } = await loadBox(source, header, MAX_HEADER_BYTES);
  const { fields, version } = openFullBox(view, box);
  const timeBytes = version === 1 ? 8 : 4;
  fields.advance(2 * timeBytes + 4 + 4 + timeBytes + 16);
  const matrix = Array.from({ length: 9 }, () => fields.uint(4) | 0);
  const stated = { widthPx: Math.round(fields.uint(4) / ONE), heightPx: Math.round(fields.uint(4) / ONE) };
  const size = stated.widthPx === 0 || stated.heightPx === 0 ? stored : stated;
  const [across = 0, along = 0] = matrix;
  const liesOnItsSide = Math.abs(along) > Math.abs(across);
  return liesOnItsSide ? { widthPx: size.heightPx, heightPx: size.widthPx } : size;
}
