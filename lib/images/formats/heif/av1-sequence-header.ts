/** How large the pictures in an AV1 stream are, out of its sequence header (AV1 specification, 5.5). */
import { viewAt } from "../binary-fields";
import type { ByteSource } from "../byte-source";
import type { PixelSize } from "../picture/image-header";
import { refuse } from "../refusal";
import { BitReader } from "./bit-reader";

const SEQUENCE_HEADER_OBU = 1;
const MAX_UNITS_BEFORE_HEADER = 16;
// A sequence header takes some 10 to 60 bytes; with all 32 operating points below 400.
const MAX_HEADER_BYTES = 512;

/** @param end where the stream ends, as an offset in the file */
export async function codedSizeOf(source: ByteSource, start: number, end: number): Promise<PixelSize> {
  let offset = start;
  for (let units = 0; units < MAX_UNITS_BEFORE_HEADER; units += 1) {
    const unit = await unitAt(source, offset, end);
    if (unit.type === SEQUENCE_HEADER_OBU) {
      const length = Math.min(unit.end - unit.bodyStart, MAX_HEADER_BYTES);
      return sizeInSequenceHeader(new BitReader(await viewAt(source, unit.bodyStart, length)));
    }
    offset = unit.end;
  }
  return refuse("malformed", "The AV1 stream has no header.");
}

async function unitAt(
  source: ByteSource,
  offset: number,
  end: number,
): Promise<{ type: number; bodyStart: number; end: number }> {
  if (offset >= end) refuse("malformed", "The AV1 stream has no header.");
  const view = await viewAt(source, offset, Math.min(10, end - offset));
  const header = view.getUint8(0);
  const type = (header >> 3) & 15;
  const hasExtension = (header & 4) !== 0;
  const hasSize = (header & 2) !== 0;
  let at = hasExtension ? 2 : 1;
  if (!hasSize) return { type, bodyStart: offset + at, end };
  let length = 0;
  for (let group = 0; group < 8; group += 1) {
    if (at >= view.byteLength) break;
    const byte = view.getUint8(at);
    at += 1;
    length += (byte & 0x7f) * 2 ** (7 * group);
    if ((byte & 0x80) === 0) break;
  }
  const bodyStart = offset + at;
  if (bodyStart + length > end) refuse("malformed", "A part of the AV1 stream does not fit into it.");
  return { type, bodyStart, end: bodyStart + length };
}

function sizeInSequenceHeader(bits: BitReader): PixelSize {
  bits.uint(3 + 1);
  const isReduced = bits.flag();
  if (isReduced) bits.uint(5);
  else skipTimingAndOperatingPoints(bits);
  const widthBits = bits.uint(4) + 1;
  const heightBits = bits.uint(4) + 1;
  return { widthPx: bits.uint(widthBits) + 1, heightPx: bits.uint(heightBits) + 1 };
}

function skipTimingAndOperatingPoints(bits: BitReader): void {
  let delayBits = 0;
  const hasTiming = bits.flag();
  if (hasTiming) {
    bits.uint(32);
    bits.uint(32);
    const isEvenlyTimed = bits.flag();
    if (isEvenlyTimed) bits.variableLengthUint();
    const hasDecoderModel = bits.flag();
    if (hasDecoderModel) {
      delayBits = bits.uint(5) + 1;
      bits.uint(32);
      bits.uint(5 + 5);
    }
  }
  const hasDisplayDelay = bits.flag();
  const operatingPoints = bits.uint(5) + 1;
  for (let point = 0; point < operatingPoints; point += 1) {
    bits.uint(12);
    const level = bits.uint(5);
    if (level > 7) bits.uint(1);
    const hasDelays = delayBits > 0 && bits.flag();
    if (hasDelays) {
      bits.uint(delayBits);
      bits.uint(delayBits);
      bits.uint(1);
    }
    if (hasDisplayDelay && bits.flag()) bits.uint(4);
  }
}
