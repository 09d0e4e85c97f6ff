/**
 * The orientation out of an EXIF block, wherever a format keeps it. Anything odd means upright: a broken
 * EXIF block hides no picture, and browsers read it so too.
 */
import { viewOf } from "../binary-fields";
import type { Orientation } from "./image-header";

const ORIENTATION_TAG = 0x0112;
const SHORT_TYPE = 3;
const ENTRY_BYTES = 12;
const EXIF_PREFIX = [0x45, 0x78, 0x69, 0x66, 0, 0];

export function startsWithExifPrefix(bytes: Uint8Array): boolean {
  return EXIF_PREFIX.every((byte, index) => bytes[index] === byte);
}

/** @param bytes a TIFF structure, with or without the `Exif\0\0` in front of it */
export function orientationFromExif(bytes: Uint8Array): Orientation {
  const tiff = viewOf(startsWithExifPrefix(bytes) ? bytes.subarray(EXIF_PREFIX.length) : bytes);
  if (tiff.byteLength < 8) return 1;
  const byteOrder = tiff.getUint16(0);
  if (byteOrder !== 0x4949 && byteOrder !== 0x4d4d) return 1;
  const littleEndian = byteOrder === 0x4949;
  if (tiff.getUint16(2, littleEndian) !== 42) return 1;
  return orientationFromDirectory(tiff, tiff.getUint32(4, littleEndian), littleEndian);
}

function orientationFromDirectory(tiff: DataView, start: number, littleEndian: boolean): Orientation {
  if (start + 2 > tiff.byteLength) return 1;
  const entries = tiff.getUint16(start, littleEndian);
  for (let index = 0; index < entries; index += 1) {
    const entry = start + 2 + index * ENTRY_BYTES;
    if (entry + ENTRY_BYTES > tiff.byteLength) return 1;
    if (tiff.getUint16(entry, littleEndian) !== ORIENTATION_TAG) continue;
    const isShort = tiff.getUint16(entry + 2, littleEndian) === SHORT_TYPE;
    return isShort ? orientationOf(tiff.getUint16(entry + 8, littleEndian)) : 1;
  }
  return 1;
}

const ORIENTATIONS: readonly Orientation[] = [1, 2, 3, 4, 5, 6, 7, 8];

function orientationOf(value: number): Orientation {
  return ORIENTATIONS[value - 1] ?? 1;
}
