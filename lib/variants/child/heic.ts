/** HEIC, which sharp's build cannot decode: libheif with its HEVC decoder in WebAssembly, where it can break nothing. */
import { crc32, deflateSync } from "node:zlib";
import type { HeifDecoder } from "libheif-js/wasm-bundle.js";
import sharp from "sharp";
import { orUnreadable, Unreadable } from "./unreadable.ts";

/** The primary picture as a PNG, upright, with the colour profile that the file has. */
export async function heicToPng(bytes: Buffer, maxPixels: number): Promise<Buffer> {
  // Takes a moment to load, and most pictures do without.
  const { default: libheif } = await import("libheif-js/wasm-bundle.js");
  return orUnreadable(decode(new libheif.HeifDecoder(), bytes, maxPixels));
}

async function decode(decoder: HeifDecoder, bytes: Buffer, maxPixels: number): Promise<Buffer> {
  const images = decoder.decode(bytes);
  const image = images.find((one) => one.is_primary()) ?? images[0];
  if (image === undefined) throw new Unreadable("The file holds no picture that can be decoded.");
  const [width, height] = [image.get_width(), image.get_height()];
  if (width * height > maxPixels) throw new Unreadable("Input image exceeds pixel limit");
  const pixels = new Uint8ClampedArray(width * height * 4);
  const shown = await new Promise((done) => image.display({ data: pixels, width, height }, done));
  for (const one of images) one.free();
  if (shown === null) throw new Unreadable("The picture in the file cannot be decoded.");
  const png = await sharp(pixels, { raw: { width, height, channels: 4 } })
    .png({ compressionLevel: 1 })
    .toBuffer();
  return withProfile(png, profileOf(bytes));
}

const COLOUR_BOX = "colrprof";
const PNG_HEADER_BYTES = 33;

/** The ICC profile of the first `colr` box that has one. */
function profileOf(bytes: Buffer): Buffer | null {
  const at = bytes.indexOf(COLOUR_BOX, 0, "latin1");
  if (at < 4) return null;
  const end = at - 4 + bytes.readUInt32BE(at - 4);
  return end > bytes.length ? null : bytes.subarray(at + COLOUR_BOX.length, end);
}

/** Says of pixels what colours they mean; sharp itself can only convert them. */
function withProfile(png: Buffer, profile: Buffer | null): Buffer {
  if (profile === null) return png;
  const body = Buffer.concat([Buffer.from("iCCPicc\0\0", "latin1"), deflateSync(profile)]);
  const frame = Buffer.alloc(8);
  frame.writeUInt32BE(body.length - 4, 0);
  frame.writeUInt32BE(crc32(body), 4);
  const chunk = [frame.subarray(0, 4), body, frame.subarray(4)];
  return Buffer.concat([png.subarray(0, PNG_HEADER_BYTES), ...chunk, png.subarray(PNG_HEADER_BYTES)]);
}
