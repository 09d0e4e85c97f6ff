/**
 * What a stored object truly is, by its bytes: its name and the type that was declared for it have no say.
 * Reads headers and structure and decodes nothing, so damage within the pixels is found by whoever decodes.
 */
import { acceptedNames, type ImageType, type MediaType, type VideoType } from "../media-type";
import { ByteBudgetError, cachedByteSource, type ByteSource } from "./byte-source";
import { parsePdf } from "./document/pdf";
import { nameForeignFormat } from "./foreign-formats";
import { parseHeif } from "./heif/heif";
import { brandsInHead, brandsOf, typeOfBrands } from "./iso/brands";
import { displayedSize, type ImageHeader, type Orientation, type PixelSize } from "./picture/image-header";
import { parseGif } from "./picture/gif";
import { parseJpeg } from "./picture/jpeg";
import { parsePng } from "./picture/png";
import { parseWebp } from "./picture/webp";
import { Refusal, refuse, type RefusalReason } from "./refusal";
import { hasSignature, mayGetSignature, type Signature } from "./signature";
import { parseMp4 } from "./video/mp4";
import type { VideoHeader } from "./video/video-header";
import { parseWebm } from "./video/webm";

type InspectedPicture = {
  readonly kind: "image";
  readonly filetype: ImageType;
  /** As displayed: the orientation is already applied. */
  readonly widthPx: number;
  readonly heightPx: number;
  readonly durationMs: null;
  /** 1 for a still image. */
  readonly frames: number;
  readonly animated: boolean;
  /** How the stored pixels have to be turned to be displayed. */
  readonly orientation: Orientation;
};

type InspectedVideo = {
  readonly kind: "video";
  readonly filetype: VideoType;
  /** As displayed: stretched and turned. */
  readonly widthPx: number;
  readonly heightPx: number;
  /** Null when the file does not say. */
  readonly durationMs: number | null;
};

type InspectedDocument = {
  readonly kind: "file";
  readonly filetype: "application/pdf";
  readonly widthPx: null;
  readonly heightPx: null;
  readonly durationMs: null;
};

export type InspectedImage = InspectedPicture | InspectedVideo | InspectedDocument;

export type InspectionLimits = {
  /** Of one frame, as it has to be decoded. */
  readonly maxPixels: number;
  readonly maxSidePx: number;
  readonly maxFrames: number;
  /** What may be read of one object in all; 32 MiB if not said. Only animations come near it. */
  readonly maxReadBytes?: number;
};

export type Inspection =
  | { readonly ok: true; readonly image: InspectedImage }
  | { readonly ok: false; readonly reason: RefusalReason; readonly detail: string };

const BLOCK_BYTES = 64 * 1024;
const HEAD_BYTES = 1024;
const DEFAULT_MAX_READ_BYTES = 32 * 1024 * 1024;

/**
 * Says what image these bytes are, or why they are none that we take; `detail` is a sentence for people.
 * Hostile bytes never make it throw, and it reads at most `maxReadBytes`: most objects cost one read, JPEG,
 * PNG and PDF files above 64 KiB two (beginning and end), films a few, large animations are read through.
 *
 * @throws what `source` throws, and nothing else
 */
export async function inspectImage(source: ByteSource, limits: InspectionLimits): Promise<Inspection> {
  const maxReadBytes = limits.maxReadBytes ?? DEFAULT_MAX_READ_BYTES;
  try {
    const cached = cachedByteSource(source, { blockBytes: BLOCK_BYTES, maxBytes: maxReadBytes });
    return { ok: true, image: await inspect(cached, limits) };
  } catch (error) {
    if (error instanceof Refusal) return { ok: false, reason: error.reason, detail: error.detail };
    if (error instanceof ByteBudgetError) {
      const detail = `It takes more than ${maxReadBytes} bytes of the file to find out what is in it.`;
      return { ok: false, reason: "malformed", detail };
    }
    throw error;
  }
}

type Inspector = (source: ByteSource, limits: InspectionLimits) => Promise<InspectedImage>;

const ACCEPTED: readonly {
  readonly signature: Signature;
  readonly sniff: (head: Uint8Array) => MediaType | null;
  readonly inspect: Inspector;
}[] = [
  { signature: "\xff\xd8\xff", sniff: () => "image/jpeg", inspect: picture(parseJpeg) },
  { signature: "\x89PNG\r\n\x1a\n", sniff: () => "image/png", inspect: picture(parsePng) },
  { signature: "RIFF????WEBP", sniff: () => "image/webp", inspect: picture(parseWebp) },
  { signature: "GIF87a", sniff: () => "image/gif", inspect: picture(parseGif) },
  { signature: "GIF89a", sniff: () => "image/gif", inspect: picture(parseGif) },
  { signature: "\0\0??ftyp", sniff: (head) => typeOfBrands(brandsInHead(head)), inspect: isoFile },
  { signature: "\x1aE\xdf\xa3", sniff: () => "video/webm", inspect: video(parseWebm) },
  { signature: "%PDF-", sniff: () => "application/pdf", inspect: document },
];
const LONGEST_SIGNATURE = Math.max(...ACCEPTED.map(({ signature }) => signature.length));

/** The one type that bytes which begin like this can be; whether they are it, `inspectImage` says. */
export function sniffImageType(head: Uint8Array): MediaType | null {
  return findBySignature(head)?.sniff(head) ?? null;
}

function findBySignature(head: Uint8Array): (typeof ACCEPTED)[number] | undefined {
  return ACCEPTED.find(({ signature }) => hasSignature(head, signature));
}

async function inspect(source: ByteSource, limits: InspectionLimits): Promise<InspectedImage> {
  const head = await source.read(0, HEAD_BYTES);
  if (head.byteLength === 0) refuse("truncated", "The file is empty.");
  const found = findBySignature(head);
  if (found !== undefined) return found.inspect(source, limits);
  const isCutShort =
    head.byteLength < LONGEST_SIGNATURE && ACCEPTED.some(({ signature }) => mayGetSignature(head, signature));
  if (isCutShort) refuse("truncated", "The file ends before it says what it is.");
  return refuse("not_an_accepted_type", `The file is ${nameForeignFormat(head)}, not ${acceptedNames}.`);
}

function picture(parse: (source: ByteSource, limits: InspectionLimits) => Promise<ImageHeader>): Inspector {
  return async (source, limits) => {
    const header = await parse(source, limits);
    requireWithin(header.stored, limits);
    const { filetype, frames, orientation } = header;
    const size = displayedSize(header);
    return { kind: "image", filetype, ...size, durationMs: null, frames, animated: frames > 1, orientation };
  };
}

function video(parse: (source: ByteSource) => Promise<VideoHeader>): Inspector {
  return async (source, limits) => {
    const { filetype, stored, displayed, durationMs } = await parse(source);
    requireWithin(stored, limits);
    requireWithin(displayed, limits);
    return { kind: "video", filetype, ...displayed, durationMs };
  };
}

async function document(source: ByteSource): Promise<InspectedImage> {
  const { filetype } = await parsePdf(source);
  return { kind: "file", filetype, widthPx: null, heightPx: null, durationMs: null };
}

async function isoFile(source: ByteSource, limits: InspectionLimits): Promise<InspectedImage> {
  const type = typeOfBrands(await brandsOf(source));
  if (type === null) {
    const head = await source.read(0, HEAD_BYTES);
    return refuse("not_an_accepted_type", `The file is ${nameForeignFormat(head)}, not ${acceptedNames}.`);
  }
  const isFilm = type === "video/mp4" || type === "video/quicktime";
  return isFilm ? video(parseMp4)(source, limits) : picture(parseHeif)(source, limits);
}

function requireWithin({ widthPx, heightPx }: PixelSize, limits: InspectionLimits): void {
  const isTooLong = widthPx > limits.maxSidePx || heightPx > limits.maxSidePx;
  const isTooLarge = widthPx * heightPx > limits.maxPixels;
  if (!isTooLong && !isTooLarge) return;
  const rule = isTooLong ? `${limits.maxSidePx} pixels a side` : `${limits.maxPixels} pixels in all`;
  refuse("too_many_pixels", `The image has ${widthPx} x ${heightPx} pixels; at most ${rule} are taken.`);
}
