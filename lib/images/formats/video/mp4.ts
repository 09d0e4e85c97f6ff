/**
 * The header of an MP4 or QuickTime film: its boxes up to the tables of its samples, which are not read.
 * The description (`moov`) may stand before the pictures or after them.
 */
import type { ByteSource } from "../byte-source";
import { brandsOf, typeOfBrands } from "../iso/brands";
import { type Box, boxesInside, loadBox, openFullBox, topLevelBoxes } from "../iso/iso-boxes";
import { refuse } from "../refusal";
import { readVideoTrack, type VideoTrack } from "./mp4-track";
import { checkDuration, type VideoHeader } from "./video-header";

const MAX_TRACKS = 64;
// A fragmented film says nothing of its whole and plays as far as it reaches: its thousands of fragments
// need not be walked through.
const FRAGMENTS_LOOKED_AT = 8;
const MAX_HEADER_BYTES = 1024;

type Movie = {
  readonly track: VideoTrack;
  readonly durationMs: number | null;
  readonly isFragmented: boolean;
};

export async function parseMp4(source: ByteSource): Promise<VideoHeader> {
  const filetype = typeOfBrands(await brandsOf(source));
  if (filetype !== "video/mp4" && filetype !== "video/quicktime") {
    return refuse("not_an_accepted_type", "The file is no MP4 and no QuickTime video.");
  }
  const { track, durationMs } = await movieOf(source);
  return { filetype, stored: track.stored, displayed: track.displayed, durationMs };
}

/** The description; everything that it describes must be in the file as well. */
async function movieOf(source: ByteSource): Promise<Movie> {
  let movie: Movie | null = null;
  let [hasSamples, fragments] = [false, 0];
  for await (const box of topLevelBoxes(source)) {
    if (box.type === "moov") movie ??= await readMovie(source, box);
    if (box.type === "mdat" && box.end > box.bodyStart) hasSamples = true;
    if (box.type === "moof") fragments += 1;
    if (movie?.isFragmented === true && hasSamples && fragments >= FRAGMENTS_LOOKED_AT) break;
  }
  if (movie === null) return refuse("truncated", "The video ends before it says what is in it.");
  if (!hasSamples) refuse("truncated", "The video ends before its pictures begin.");
  return movie;
}

async function readMovie(source: ByteSource, box: Box): Promise<Movie> {
  let [track, length, isFragmented, tracks]: [VideoTrack | null, number | null, boolean, number] = [
    null,
    null,
    false,
    0,
  ];
  for await (const child of boxesInside(source, box)) {
    if (child.type === "mvhd") length = await readLength(source, child);
    if (child.type === "mvex") isFragmented = true;
    if (child.type !== "trak") continue;
    tracks += 1;
    if (tracks > MAX_TRACKS) refuse("malformed", "The video has too many tracks.");
    track ??= await readVideoTrack(source, child);
  }
  if (track === null)
    return refuse("not_an_accepted_type", "The file has sound, or nothing, but no moving picture.");
  const durationMs = length === null || length === 0 ? null : checkDuration(length);
  const saysNothing = durationMs === null && !isFragmented;
  if (saysNothing) refuse("malformed", "The video does not say how long it lasts.");
  return { track, durationMs, isFragmented };
}

/** Milliseconds out of an `mvhd` box; null when it says that it does not know. */
async function readLength(source: ByteSource, child: Box): Promise<number | null> {
  const { view, box } = await loadBox(source, child, MAX_HEADER_BYTES);
  const { fields, version } = openFullBox(view, box);
  const timeBytes = version === 1 ? 8 : 4;
  fields.advance(2 * timeBytes);
  const unitsPerSecond = fields.uint(4);
  const units = fields.uint(timeBytes);
  if (unitsPerSecond === 0) refuse("malformed", "The video counts its time in nothing.");
  const isUnknown = units >= 2 ** (8 * timeBytes) - 1;
  return isUnknown ? null : (units / unitsPerSecond) * 1000;
}
