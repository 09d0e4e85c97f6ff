/**
 * What a stored object truly is, by its bytes: its name and the type that was declared for it have no say.
 * Reads headers and structure and decodes nothing, so damage within the pixels is found by whoever decodes.
 */
import { acceptedMediaTypes, nameOfMediaType, type ImageType } from "../media-type";
import { parseAvif } from "./avif";
import { ByteBudgetError, cachedByteSource, type ByteSource } from "./byte-source";
import { nameForeignFormat } from "./foreign-formats";
import { parseGif } from "./gif";
import { displayedSize, type ImageHeader, type Orientation } from "./image-header";
import { parseJpeg } from "./jpeg";
import { parsePng } from "./png";
import { Refusal, refuse, type RefusalReason } from "./refusal";
import { hasSignature, mayGetSignature, type Signature } from "./signature";
import { parseWebp } from "./webp";

export type InspectedImage = {
  readonly filetype: ImageType;
  /** As displayed: the orientation is already applied. */
  readonly widthPx: number;
  readonly heightPx: number;
  /** 1 for a still image. */
  readonly frames: number;
  readonly animated: boolean;
  /** How the stored pixels have to be turned to be displayed. */
  readonly orientation: Orientation;
};

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
 * Hostile bytes never make it throw, and it reads at most `maxReadBytes`: most objects cost one read, JPEG
 * and PNG files above 64 KiB two (beginning and end), large animations are read through.
 *
 * @throws what `source` throws, and nothing else
 */
export async function inspectImage(source: ByteSource, limits: InspectionLimits): Promise<Inspection> {
  const maxReadBytes = limits.maxReadBytes ?? DEFAULT_MAX_READ_BYTES;
  try {
    const header = await parse(
      cachedByteSource(source, { blockBytes: BLOCK_BYTES, maxBytes: maxReadBytes }),
      limits,
    );
    requireWithin(header, limits);
    const { filetype, frames, orientation } = header;
    const animated = frames > 1;
    return { ok: true, image: { filetype, ...displayedSize(header), frames, animated, orientation } };
  } catch (error) {
    if (error instanceof Refusal) return { ok: false, reason: error.reason, detail: error.detail };
    if (error instanceof ByteBudgetError) {
      const detail = `It takes more than ${maxReadBytes} bytes of the file to find out what is in it.`;
      return { ok: false, reason: "malformed", detail };
    }
    throw error;
  }
}

type Parser = (source: ByteSource, limits: InspectionLimits) => Promise<ImageHeader>;

const ACCEPTED: readonly {
  readonly signature: Signature;
  readonly filetype: ImageType;
  readonly parse: Parser;
}[] = [
  { signature: "\xff\xd8\xff", filetype: "image/jpeg", parse: parseJpeg },
  { signature: "\x89PNG\r\n\x1a\n", filetype: "image/png", parse: parsePng },
  { signature: "RIFF????WEBP", filetype: "image/webp", parse: parseWebp },
  { signature: "GIF87a", filetype: "image/gif", parse: parseGif },
  { signature: "GIF89a", filetype: "image/gif", parse: parseGif },
  { signature: "\0\0??ftyp", filetype: "image/avif", parse: parseAvif },
];
const LONGEST_SIGNATURE = Math.max(...ACCEPTED.map(({ signature }) => signature.length));

/** The one type that bytes which begin like this can be; whether they are it, `inspectImage` says. */
export function sniffImageType(head: Uint8Array): ImageType | null {
  return findBySignature(head)?.filetype ?? null;
}

function findBySignature(head: Uint8Array): (typeof ACCEPTED)[number] | undefined {
  return ACCEPTED.find(({ signature }) => hasSignature(head, signature));
}

async function parse(source: ByteSource, limits: InspectionLimits): Promise<ImageHeader> {
  const head = await source.read(0, HEAD_BYTES);
  if (head.byteLength === 0) refuse("truncated", "The file is empty.");
  const found = findBySignature(head);
  if (found !== undefined) return found.parse(source, limits);
  const isCutShort =
    head.byteLength < LONGEST_SIGNATURE && ACCEPTED.some(({ signature }) => mayGetSignature(head, signature));
  if (isCutShort) refuse("truncated", "The file ends before it says what it is.");
  return refuse("not_an_accepted_type", `The file is ${nameForeignFormat(head)}, not ${ACCEPTED_NAMES}.`);
}

const ACCEPTED_NAMES = listForPeople(acceptedMediaTypes.map(nameOfMediaType));

function listForPeople(names: readonly string[]): string {
  return `${names.slice(0, -1).join(", ")} or ${names.at(-1) ?? ""}`;
}

function requireWithin({ stored: { widthPx, heightPx } }: ImageHeader, limits: InspectionLimits): void {
  const isTooLong = widthPx > limits.maxSidePx || heightPx > limits.maxSidePx;
  const isTooLarge = widthPx * heightPx > limits.maxPixels;
  if (!isTooLong && !isTooLarge) return;
  const rule = isTooLong ? `${limits.maxSidePx} pixels a side` : `${limits.maxPixels} pixels in all`;
  refuse("too_many_pixels", `The image has ${widthPx} x ${heightPx} pixels; at most ${rule} are taken.`);
}
