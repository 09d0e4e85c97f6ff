// Real image files made on the spot by sharp, and the pieces to build hostile ones by hand.
import { crc32 } from "node:zlib";
import sharp, { type Sharp } from "sharp";

export type SampleFormat = "jpeg" | "png" | "webp" | "avif" | "gif";

interface SamplePicture {
  widthPx: number;
  heightPx: number;
  /** An EXIF orientation; AVIF files get the turn that says the same. */
  orientation?: number;
  alpha?: boolean;
}

/** A colourful picture, so that it does not compress to nothing; ready for sharp's own options. */
export function samplePicture({ widthPx, heightPx, orientation, alpha = false }: SamplePicture): Sharp {
  const channels = alpha ? 4 : 3;
  const pixels = Buffer.alloc(widthPx * heightPx * channels);
  for (let index = 0; index < pixels.length; index += 1)
    pixels[index] = (index * index * 31 + index * 7) >> 4;
  const picture = sharp(pixels, { raw: { width: widthPx, height: heightPx, channels } });
  return orientation === undefined ? picture : picture.withMetadata({ orientation });
}

export async function sampleFile(format: SampleFormat, picture: SamplePicture): Promise<Uint8Array> {
  const options = format === "avif" ? { effort: 0 } : {};
  return await samplePicture(picture).toFormat(format, options).toBuffer();
}

export async function sampleAnimation(
  format: "webp" | "gif",
  { widthPx, heightPx, frames }: { widthPx: number; heightPx: number; frames: number },
): Promise<Uint8Array> {
  const pixels = Buffer.alloc(widthPx * heightPx * frames * 3);
  for (let index = 0; index < pixels.length; index += 1) pixels[index] = (index * 7919) >> 3;
  const raw = { width: widthPx, height: heightPx * frames, channels: 3, pageHeight: heightPx } as const;
  return await sharp(pixels, { raw }).toFormat(format, { loop: 0 }).toBuffer();
}

/** Bytes from strings (one byte a character), numbers (one byte each) and arrays of them. */
export function bytesOf(...parts: readonly (string | number | Uint8Array)[]): Uint8Array {
  return Buffer.concat(
    parts.map((part) => {
      if (typeof part === "string") return Buffer.from(part, "latin1");
      return typeof part === "number" ? Buffer.from([part]) : part;
    }),
  );
}

export function uint16(value: number): Uint8Array {
  return bytesOf((value >> 8) & 255, value & 255);
}

export function uint32(value: number): Uint8Array {
  return bytesOf(uint16(Math.floor(value / 0x10000)), uint16(value % 0x10000));
}

export function littleEndian(value: number, bytes: number): Uint8Array {
  return Uint8Array.from({ length: bytes }, (_, index) => Math.floor(value / 256 ** index) % 256);
}

export function jpegSegment(marker: number, body: Uint8Array): Uint8Array {
  return bytesOf(0xff, marker, uint16(body.byteLength + 2), body);
}

export const pngSignature = "\x89PNG\r\n\x1a\n";

export function pngChunk(type: string, body: Uint8Array): Uint8Array {
  const checked = bytesOf(type, body);
  return bytesOf(uint32(body.byteLength), checked, uint32(crc32(checked)));
}

export function pngHeader(
  widthPx: number,
  heightPx: number,
  { bitDepth = 8, colourType = 2 }: { bitDepth?: number; colourType?: number } = {},
): Uint8Array {
  return pngChunk("IHDR", bytesOf(uint32(widthPx), uint32(heightPx), bitDepth, colourType, 0, 0, 0));
}

export function webpFile(...chunks: readonly Uint8Array[]): Uint8Array {
  const body = bytesOf("WEBP", ...chunks);
  return bytesOf("RIFF", littleEndian(body.byteLength, 4), body);
}

export function webpChunk(type: string, body: Uint8Array): Uint8Array {
  return bytesOf(type, littleEndian(body.byteLength, 4), body, ...(body.byteLength % 2 === 1 ? [0] : []));
}

/** A box of the ISO base media file format. */
export function isoBox(type: string, ...parts: readonly (string | number | Uint8Array)[]): Uint8Array {
  const body = bytesOf(...parts);
  return bytesOf(uint32(body.byteLength + 8), type, body);
}

/** A copy with `replacement` written over the bytes at `offset`. */
export function overwritten(bytes: Uint8Array, offset: number, replacement: Uint8Array): Uint8Array {
  const copy = Uint8Array.from(bytes);
  copy.set(replacement, offset);
  return copy;
}

/** A copy with `insertion` put in front of the byte at `offset`. */
export function inserted(bytes: Uint8Array, offset: number, insertion: Uint8Array): Uint8Array {
  return bytesOf(bytes.subarray(0, offset), insertion, bytes.subarray(offset));
}

/** An EXIF block, from its TIFF header on, that says nothing but an orientation. */
export function exifBlock(orientation: number, { littleEndian: little = true } = {}): Uint8Array {
  const short = (value: number) => (little ? littleEndian(value, 2) : uint16(value));
  const long = (value: number) => (little ? littleEndian(value, 4) : uint32(value));
  const entry = bytesOf(short(0x0112), short(3), long(1), short(orientation), short(0));
  return bytesOf(little ? "II" : "MM", short(42), long(8), short(1), entry, long(0));
}
