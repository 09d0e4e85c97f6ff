// HEIF files (AVIF, HEIC) of one item, laid out by hand so that each of their parts can be wrong.
import { bytesOf, isoBox, uint16, uint32 } from "./sample-images";

export type HeifParts = {
  /** What follows in the `ftyp` box: the major brand, four bytes, the compatible ones. */
  brands: string;
  itemType: string;
  /** The coded picture. */
  stream: Uint8Array;
  /** Contents of the property container, and the one-based properties of the item in their order. */
  properties: readonly Uint8Array[];
  associated?: readonly number[];
  primaryId?: number;
  missing?: string;
  behind?: Uint8Array;
};

export function heifFile(parts: HeifParts): Uint8Array {
  const fileType = isoBox("ftyp", parts.brands);
  const dataOffset = fileType.byteLength + metaBox(parts, 0).byteLength + 8;
  const { stream, behind = new Uint8Array() } = parts;
  return bytesOf(fileType, metaBox(parts, dataOffset), isoBox("mdat", stream), behind);
}

function metaBox(parts: HeifParts, dataOffset: number): Uint8Array {
  const { itemType, properties, primaryId = 1, missing = "" } = parts;
  const associated = parts.associated ?? properties.map((_, index) => index + 1);
  const place = bytesOf(uint16(1), uint16(0), uint16(1), uint32(dataOffset), uint32(parts.stream.byteLength));
  const entry = isoBox("infe", uint32(0x0200_0000), uint16(1), uint16(0), itemType, 0);
  const association = bytesOf(uint32(0), uint32(1), uint16(1), associated.length, ...associated);
  const boxes: [string, Uint8Array][] = [
    ["hdlr", isoBox("hdlr", uint32(0), uint32(0), "pict", new Uint8Array(13))],
    ["pitm", isoBox("pitm", uint32(0), uint16(primaryId))],
    ["iloc", isoBox("iloc", uint32(0), 0x44, 0, uint16(1), place)],
    ["iinf", isoBox("iinf", uint32(0), uint16(1), entry)],
    ["iprp", isoBox("iprp", isoBox("ipco", ...properties), isoBox("ipma", association))],
  ];
  const kept = boxes.filter(([type]) => type !== missing).map(([, box]) => box);
  return isoBox("meta", uint32(0), ...kept);
}

export const sizeProperty = (widthPx = 64, heightPx = 40): Uint8Array =>
  isoBox("ispe", uint32(0), uint32(widthPx), uint32(heightPx));

/** A decoder configuration whose stream has pictures of this size: whole blocks, of 8 pixels mostly. */
export function hevcConfiguration(codedWidthPx = 64, codedHeightPx = 40): Uint8Array {
  const profile = "0".repeat(88 + 8);
  const size = variableLength(codedWidthPx) + variableLength(codedHeightPx);
  const bits = `00000001${profile}${variableLength(0)}${variableLength(1)}${size}1`;
  const unit = bytesOf(0x42, 0x01, withEmulationPrevention(fromBits(bits)));
  const arrays = bytesOf(1, 0x80 | 33, uint16(1), uint16(unit.byteLength), unit);
  return isoBox("hvcC", 1, new Uint8Array(21), arrays);
}

/** A HEIC picture with nothing decodable in it: enough for who reads structure. */
export function sampleHeic({
  widthPx = 64,
  heightPx = 40,
  turns = [],
}: { widthPx?: number; heightPx?: number; turns?: readonly Uint8Array[] } = {}): Uint8Array {
  const coded = hevcConfiguration(Math.ceil(widthPx / 8) * 8, Math.ceil(heightPx / 8) * 8);
  return heifFile({
    brands: "heic\0\0\0\0mif1heic",
    itemType: "hvc1",
    stream: bytesOf("a coded picture"),
    properties: [sizeProperty(widthPx, heightPx), coded, ...turns],
  });
}

function variableLength(value: number): string {
  const digits = (value + 1).toString(2);
  return "0".repeat(digits.length - 1) + digits;
}

function fromBits(bits: string): Uint8Array {
  const padded = bits.padEnd(Math.ceil(bits.length / 8) * 8, "0");
  return Uint8Array.from({ length: padded.length / 8 }, (_, index) =>
    Number.parseInt(padded.slice(index * 8, index * 8 + 8), 2),
  );
}

function withEmulationPrevention(bytes: Uint8Array): Uint8Array {
  const out: number[] = [];
  for (const byte of bytes) {
    const needsGuard = byte <= 3 && out.at(-1) === 0 && out.at(-2) === 0;
    out.push(...(needsGuard ? [3] : []), byte);
  }
  return Uint8Array.from(out);
}
