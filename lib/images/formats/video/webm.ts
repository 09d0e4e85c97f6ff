/**
 * The header of a WebM film: its document type, how long it lasts and its first track of pictures, all of
 * which stand before the pictures. Matroska, of which WebM is a part, is not taken: browsers do not play it.
 */
import type { ByteSource } from "../byte-source";
import type { PixelSize } from "../picture/image-header";
import { refuse } from "../refusal";
import { type Element, elementAt, elementsInside, floatIn, textIn, uintIn } from "./ebml";
import { checkDuration, type VideoHeader } from "./video-header";

const ID = {
  header: 0x1a45dfa3,
  documentType: 0x4282,
  segment: 0x18538067,
  information: 0x1549a966,
  timeScale: 0x2ad7b1,
  duration: 0x4489,
  tracks: 0x1654ae6b,
  track: 0xae,
  trackType: 0x83,
  codec: 0x86,
  video: 0xe0,
  pixelWidth: 0xb0,
  pixelHeight: 0xba,
  displayWidth: 0x54b0,
  displayHeight: 0x54ba,
  displayUnit: 0x54b2,
  cluster: 0x1f43b675,
} as const;

const MAX_NAME_BYTES = 128;
const DEFAULT_TIME_SCALE_NS = 1_000_000;
const NS_PER_MS = 1_000_000;
const VIDEO_TRACK = 1;
const WEBM_CODECS = /^V_(VP8|VP9|AV1)$/;

type VideoTrack = {
  readonly codec: string;
  readonly stored: PixelSize;
  readonly displayed: PixelSize;
};

export async function parseWebm(source: ByteSource): Promise<VideoHeader> {
  const header = await elementAt(source, 0, source.sizeBytes);
  if (header.end > source.sizeBytes) refuse("truncated", "The WebM ends too early.");
  await requireWebm(source, header);
  if (header.end >= source.sizeBytes) refuse("truncated", "The WebM ends before its film begins.");
  const segment = await elementAt(source, header.end, source.sizeBytes);
  if (segment.id !== ID.segment) refuse("malformed", "The WebM has something else in place of its film.");
  if (segment.end > source.sizeBytes) refuse("truncated", "The WebM is shorter than it says.");
  if (segment.end < source.sizeBytes) refuse("malformed", "The WebM is longer than it says.");
  const { durationMs, track } = await descriptionIn(source, segment);
  if (!WEBM_CODECS.test(track.codec)) {
    refuse("not_an_accepted_type", "The file is a Matroska film of a coding that WebM does not have.");
  }
  return { filetype: "video/webm", stored: track.stored, displayed: track.displayed, durationMs };
}

async function requireWebm(source: ByteSource, header: Element): Promise<void> {
  if (header.isOfUnknownSize) refuse("malformed", "The header of the WebM has no length.");
  for await (const element of elementsInside(source, header)) {
    if (element.id !== ID.documentType) continue;
    const type = await textIn(source, element, MAX_NAME_BYTES);
    if (type === "webm") return;
    refuse("not_an_accepted_type", "The file is a Matroska film, not a WebM.");
  }
  refuse("not_an_accepted_type", "The file is a Matroska film, not a WebM.");
}

/** Walks up to the first cluster of pictures. */
async function descriptionIn(
  source: ByteSource,
  segment: Element,
): Promise<{ durationMs: number | null; track: VideoTrack }> {
  let durationMs: number | null = null;
  let track: VideoTrack | null = null;
  let hasTracks = false;
  for await (const element of elementsInside(source, segment)) {
    if (element.id === ID.information) durationMs ??= await durationIn(source, element);
    if (element.id === ID.tracks) {
      hasTracks = true;
      track ??= await videoTrackIn(source, element);
    }
    if (element.id !== ID.cluster) continue;
    if (!hasTracks) refuse("malformed", "The WebM does not say what is in it before its film begins.");
    if (track === null) return refuse("not_an_accepted_type", "The WebM has sound but no moving picture.");
    return { durationMs, track };
  }
  return refuse("truncated", "The WebM ends before its film begins.");
}

async function durationIn(source: ByteSource, information: Element): Promise<number | null> {
  let scaleNs = DEFAULT_TIME_SCALE_NS;
  let units: number | null = null;
  for await (const element of elementsInside(source, information)) {
    if (element.id === ID.timeScale) scaleNs = await uintIn(source, element);
    if (element.id === ID.duration) units = await floatIn(source, element);
  }
  return units === null ? null : checkDuration((units * scaleNs) / NS_PER_MS);
}

async function videoTrackIn(source: ByteSource, tracks: Element): Promise<VideoTrack | null> {
  for await (const entry of elementsInside(source, tracks)) {
    if (entry.id !== ID.track) continue;
    let [type, codec, video]: [number, string, Element | null] = [0, "", null];
    for await (const element of elementsInside(source, entry)) {
      if (element.id === ID.trackType) type = await uintIn(source, element);
      if (element.id === ID.codec) codec = await textIn(source, element, MAX_NAME_BYTES);
      if (element.id === ID.video) video = element;
    }
    if (type !== VIDEO_TRACK) continue;
    if (video === null) return refuse("malformed", "The WebM does not say how large its picture is.");
    return { codec, ...(await sizesIn(source, video)) };
  }
  return null;
}

async function sizesIn(
  source: ByteSource,
  video: Element,
): Promise<Pick<VideoTrack, "stored" | "displayed">> {
  const numbers = new Map<number, number>();
  for await (const element of elementsInside(source, video)) {
    const isWanted = [ID.pixelWidth, ID.pixelHeight, ID.displayWidth, ID.displayHeight, ID.displayUnit].some(
      (id) => id === element.id,
    );
    if (isWanted) numbers.set(element.id, await uintIn(source, element));
  }
  const stored = sizeOf(numbers.get(ID.pixelWidth), numbers.get(ID.pixelHeight));
  if (stored === null) return refuse("malformed", "The WebM says that it has no pixels.");
  const isInPixels = (numbers.get(ID.displayUnit) ?? 0) === 0;
  const shown = sizeOf(numbers.get(ID.displayWidth), numbers.get(ID.displayHeight));
  return { stored, displayed: isInPixels && shown !== null ? shown : stored };
}

function sizeOf(widthPx = 0, heightPx = 0): PixelSize | null {
  return widthPx === 0 || heightPx === 0 ? null : { widthPx, heightPx };
}
