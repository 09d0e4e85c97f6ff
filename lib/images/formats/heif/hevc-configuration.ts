/** How large the pictures in an HEVC stream are, out of the decoder configuration that HEIF keeps beside it. */
import { FieldCursor, viewOf } from "../binary-fields";
import type { PixelSize } from "../picture/image-header";
import { refuse } from "../refusal";
import { BitReader } from "./bit-reader";

const SEQUENCE_PARAMETER_SET = 33;
const FIELDS_BEFORE_ARRAYS_BYTES = 22;
// Profile, tier and level of the whole stream, which stand before those of its sub-layers.
const GENERAL_PROFILE_BITS = 88;
const SUB_LAYER_PROFILE_BITS = 88;
const LEVEL_BITS = 8;

/** @param configuration the body of an `hvcC` box (ISO/IEC 14496-15, 8.3.3) */
export function codedSizeInConfiguration(configuration: Uint8Array | null): PixelSize {
  if (configuration === null) return refuse("malformed", "The picture does not say how it is coded.");
  const view = viewOf(configuration);
  const fields = new FieldCursor(view, 0, view.byteLength);
  fields.advance(FIELDS_BEFORE_ARRAYS_BYTES);
  let offset = FIELDS_BEFORE_ARRAYS_BYTES + 1;
  const arrays = fields.uint(1);
  for (let array = 0; array < arrays; array += 1) {
    const type = fields.uint(1) & 63;
    const units = fields.uint(2);
    offset += 3;
    for (let unit = 0; unit < units; unit += 1) {
      const length = fields.uint(2);
      offset += 2;
      fields.advance(length);
      if (type === SEQUENCE_PARAMETER_SET)
        return sizeInParameterSet(configuration.subarray(offset, offset + length));
      offset += length;
    }
  }
  return refuse("malformed", "The picture does not say how it is coded.");
}

/** @param unit a sequence parameter set with its two bytes of header (H.265, 7.3.2.2) */
function sizeInParameterSet(unit: Uint8Array): PixelSize {
  const bits = new BitReader(viewOf(withoutEmulationPrevention(unit.subarray(2))));
  bits.uint(4);
  const subLayersAfterFirst = bits.uint(3);
  bits.uint(1);
  skipProfiles(bits, subLayersAfterFirst);
  bits.variableLengthUint();
  const chromaFormat = bits.variableLengthUint();
  if (chromaFormat === 3) bits.uint(1);
  return { widthPx: bits.variableLengthUint(), heightPx: bits.variableLengthUint() };
}

function skipProfiles(bits: BitReader, subLayersAfterFirst: number): void {
  bits.advance(GENERAL_PROFILE_BITS + LEVEL_BITS);
  const present = Array.from({ length: subLayersAfterFirst }, () => ({
    profile: bits.flag(),
    level: bits.flag(),
  }));
  if (subLayersAfterFirst > 0) bits.advance(2 * (8 - subLayersAfterFirst));
  for (const { profile, level } of present) {
    bits.advance((profile ? SUB_LAYER_PROFILE_BITS : 0) + (level ? LEVEL_BITS : 0));
  }
}

/** A 3 after two zeros was put in so that no start code arises by chance. */
function withoutEmulationPrevention(bytes: Uint8Array): Uint8Array {
  return bytes.filter((byte, index) => !(byte === 3 && bytes[index - 1] === 0 && bytes[index - 2] === 0));
}
