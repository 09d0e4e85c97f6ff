// Videos and documents, laid out by hand so that each of their parts can be wrong. They hold no picture
// that a browser could play: tests/fixtures has a film for that.
import { bytesOf, isoBox, uint16, uint32 } from "./sample-images";

export type Mp4Parts = {
  /** What follows in the `ftyp` box: the major brand, four bytes, the compatible ones. */
  brands?: string;
  widthPx?: number;
  heightPx?: number;
  /** As shown; the coded size when not said. */
  shown?: { widthPx: number; heightPx: number };
  isTurned?: boolean;
  unitsPerSecond?: number;
  /** Of the whole film, in `unitsPerSecond`. */
  units?: number;
  handler?: string;
  isFragmented?: boolean;
  missing?: string;
  /** The pictures in front of the description, as cameras write them. */
  samplesFirst?: boolean;
  samples?: Uint8Array;
};

const UPRIGHT = [0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000];
const QUARTER_TURN = [0, 0x10000, 0, 0xffff0000, 0, 0, 0, 0, 0x40000000];

export function sampleMp4(parts: Mp4Parts = {}): Uint8Array {
  const { brands = "isom\0\0\0\0isomiso2avc1mp41", samples = bytesOf("coded pictures") } = parts;
  const data = isoBox("mdat", samples);
  const movie = movieBox(parts);
  const boxes = parts.samplesFirst === false ? [movie, data] : [data, movie];
  return bytesOf(isoBox("ftyp", brands), ...boxes.filter((box) => !isOfType(box, parts.missing)));
}

function movieBox(parts: Mp4Parts): Uint8Array {
  const { unitsPerSecond = 1000, units = 2500, isFragmented = false } = parts;
  const header = isoBox(
    "mvhd",
    uint32(0),
    uint32(0),
    uint32(0),
    uint32(unitsPerSecond),
    uint32(units),
    new Uint8Array(80),
  );
  const extension = isFragmented ? [isoBox("mvex")] : [];
  const children = [header, trackBox(parts), ...extension];
  return isoBox("moov", ...children.filter((box) => !isOfType(box, parts.missing)));
}

function trackBox(parts: Mp4Parts): Uint8Array {
  const { widthPx = 64, heightPx = 40, handler = "vide", isTurned = false, missing } = parts;
  const shown = parts.shown ?? { widthPx, heightPx };
  const matrix = (isTurned ? QUARTER_TURN : UPRIGHT).map(uint32);
  const size = [uint32(shown.widthPx * 0x10000), uint32(shown.heightPx * 0x10000)];
  const header = isoBox("tkhd", uint32(3), new Uint8Array(20), new Uint8Array(16), ...matrix, ...size);
  const entry = isoBox("avc1", new Uint8Array(24), uint16(widthPx), uint16(heightPx), new Uint8Array(50));
  const table = isoBox(
    "stbl",
    ...[isoBox("stsd", uint32(0), uint32(1), entry)].filter((box) => !isOfType(box, missing)),
  );
  const handlerBox = isoBox("hdlr", uint32(0), uint32(0), handler, new Uint8Array(13));
  const media = isoBox("mdia", handlerBox, isoBox("minf", table));
  return isoBox("trak", header, media);
}

function isOfType(box: Uint8Array, type: string | undefined): boolean {
  return type !== undefined && Buffer.from(box.subarray(4, 8)).toString("latin1") === type;
}

/** An element of EBML with a size of eight bytes. */
export function ebml(id: number, ...parts: readonly (string | number | Uint8Array)[]): Uint8Array {
  const body = bytesOf(...parts);
  return bytesOf(idBytes(id), 0x01, new Uint8Array(3), uint32(body.byteLength), body);
}

/** The same, by somebody who does not know yet how large it will be. */
export function openEbml(id: number, ...parts: readonly (string | number | Uint8Array)[]): Uint8Array {
  return bytesOf(idBytes(id), 0xff, ...parts);
}

function idBytes(id: number): Uint8Array {
  const bytes = uint32(id);
  return bytes.subarray(bytes.findIndex((byte) => byte !== 0));
}

export type WebmParts = {
  documentType?: string;
  codec?: string;
  trackType?: number;
  widthPx?: number;
  heightPx?: number;
  /** Elements beside the coded size. */
  more?: readonly Uint8Array[];
  /** In units of a millisecond; not said when null. */
  durationMs?: number | null;
  isLive?: boolean;
  /** Of the description, the tracks and the cluster: what is left out. */
  missing?: "information" | "tracks" | "cluster";
};

export function sampleWebm(parts: WebmParts = {}): Uint8Array {
  const { documentType = "webm", durationMs = 2500, isLive = false, missing } = parts;
  const float = Buffer.alloc(8);
  float.writeDoubleBE(durationMs ?? 0);
  const duration = durationMs === null ? [] : [ebml(0x4489, float)];
  const information = ebml(0x1549a966, ebml(0x2ad7b1, uint32(1_000_000)), ...duration);
  const cluster = (isLive ? openEbml : ebml)(0x1f43b675, ebml(0xe7, 0), ebml(0xa3, "a coded picture"));
  const all = { information, tracks: ebml(0x1654ae6b, webmTrack(parts)), cluster };
  const kept = Object.entries(all).filter(([name]) => name !== missing);
  const segment = (isLive ? openEbml : ebml)(0x18538067, ...kept.map(([, element]) => element));
  return bytesOf(ebml(0x1a45dfa3, ebml(0x4282, documentType)), segment);
}

function webmTrack({
  codec = "V_VP9",
  trackType = 1,
  widthPx = 64,
  heightPx = 40,
  more = [],
}: WebmParts): Uint8Array {
  const size = ebml(0xe0, ebml(0xb0, uint16(widthPx)), ebml(0xba, uint16(heightPx)), ...more);
  return ebml(0xae, ebml(0x83, trackType), ebml(0x86, codec), size);
}

/** One empty page. */
export function samplePdf({ filler = "" } = {}): Uint8Array {
  const objects = [
    "1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n",
    "2 0 obj\n<</Type/Pages/Kids[3 0 R]/Count 1>>\nendobj\n",
    "3 0 obj\n<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 100]>>\nendobj\n",
  ];
  let text = `%PDF-1.4\n%\xe2\xe3\xcf\xd3\n${filler}`;
  const places = objects.map((object) => {
    const at = text.length;
    text += object;
    return `${at.toString().padStart(10, "0")} 00000 n \n`;
  });
  const table = text.length;
  const trailer = `trailer\n<</Size 4/Root 1 0 R>>\nstartxref\n${table}\n%%EOF\n`;
  return bytesOf(`${text}xref\n0 4\n0000000000 65535 f \n${places.join("")}${trailer}`);
}
