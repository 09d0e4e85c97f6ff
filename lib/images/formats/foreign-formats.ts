/**
 * What a file looks like that is none of ours, for the sentence that refuses it. Cheap and fallible: nothing
 * is decided by it, and whatever it does not know is refused just the same.
 */
import { hasSignature, type Signature } from "./signature";

/** Each with a name that fits after "The file is ...". */
const SIGNATURES: readonly (readonly [start: Signature, name: string])[] = [
  ["%PDF-", "a PDF document"],
  ["%!PS", "a PostScript document"],
  ["PK\x03\x04", "a ZIP archive or an office document"],
  ["PK\x05\x06", "a ZIP archive"],
  ["Rar!\x1a\x07", "a RAR archive"],
  ["7z\xbc\xaf\x27\x1c", "a 7-Zip archive"],
  ["\x1f\x8b", "a gzip archive"],
  ["BZh", "a bzip2 archive"],
  ["\x28\xb5\x2f\xfd", "a Zstandard archive"],
  ["II*\0", "a TIFF picture or a camera's raw file"],
  ["MM\0*", "a TIFF picture or a camera's raw file"],
  ["II+\0", "a TIFF picture"],
  ["MM\0+", "a TIFF picture"],
  ["\0\0\0\x0cJXL ", "a JPEG XL picture"],
  ["\xff\x0a", "a JPEG XL picture"],
  ["\0\0\0\x0cjP  ", "a JPEG 2000 picture"],
  ["\xff\x4f\xff\x51", "a JPEG 2000 picture"],
  ["BM", "a BMP picture"],
  ["\0\0\x01\0", "an ICO icon"],
  ["\0\0\x02\0", "a CUR cursor"],
  ["8BPS", "a Photoshop document"],
  ["\x1aE\xdf\xa3", "a WebM or Matroska film"],
  ["RIFF????AVI ", "an AVI film"],
  ["RIFF????WAVE", "a WAV sound"],
  ["\0\0\x01\xba", "an MPEG film"],
  ["ID3", "an MP3 sound"],
  ["OggS", "an Ogg sound or film"],
  ["fLaC", "a FLAC sound"],
  ["FWS", "a Flash film"],
  ["CWS", "a Flash film"],
  ["MZ", "a Windows program"],
  ["\x7fELF", "a Linux program"],
  ["\xfe\xed\xfa", "a macOS program"],
  ["\xca\xfe\xba\xbe", "a program"],
  ["\0asm", "a WebAssembly program"],
  ["#!", "a script"],
];

// Written so that there is one way only to match: a file of nothing but comments must not take forever.
const MARKUP: readonly (readonly [pattern: RegExp, name: string])[] = [
  [/^(<\?xml[^>]*>|<!--((?!-->)[^])*-->|<!doctype svg[^>]*>|\s)*<svg[\s>]/i, "an SVG drawing"],
  [
    /^(<!--((?!-->)[^])*-->|\s)*<(!doctype html|html|head|body|script|iframe|style|title|img|div|p|a)[\s>/]/i,
    "an HTML page",
  ],
  [/^<\?xml[^>]*>[^]*<svg[\s>]/i, "an SVG drawing"],
  [/^<\?xml[^>]*>[^]*<html[\s>]/i, "an HTML page"],
  [/^<\?xml/i, "an XML document"],
  [/^<\?php/i, "a PHP script"],
  [/^MIME-Version:/i, "a web archive"],
];

/**
 * What the file looks like, fit for "The file is ...".
 * @param head its first bytes; a kilobyte is plenty
 */
export function nameForeignFormat(head: Uint8Array): string {
  const text = Array.from(head.subarray(0, 1024), (byte) => String.fromCharCode(byte)).join("");
  if (text.slice(4, 8) === "ftyp") return nameOfBrands([text.slice(8, 12)]);
  const signature = SIGNATURES.find(([start]) => hasSignature(head, start));
  if (signature !== undefined) return signature[1];
  const prose = text
    .replaceAll("\0", "")
    .replace(/^(\xef\xbb\xbf|\xff\xfe|\xfe\xff)/, "")
    .trimStart();
  const language = MARKUP.find(([pattern]) => pattern.test(prose));
  if (language !== undefined) return language[1];
  if (text.includes("%PDF-")) return "a PDF document";
  return isPlainText(head) ? "plain text" : "of no kind that is known here";
}

const NAMES_OF_BRANDS: readonly (readonly [pattern: RegExp, name: string])[] = [
  [/^(heic|heix|heim|heis|hevc|hevx|mif1|mif2|msf1)$/, "a HEIC picture"],
  [/^qt {2}$/, "a QuickTime film"],
  [/^crx $/, "a camera's raw file"],
  [/^M4A |^M4B /, "an MPEG-4 sound"],
  [/^(isom|iso\w|mp4\w|avc1|dash|M4V |M4VH|3g\w\w|MSNV|mmp4)$/, "an MP4 film"],
  [/^jxl $/, "a JPEG XL picture"],
  [/^j(p2|px|pm) $/, "a JPEG 2000 picture"],
];

/** The same for the brands of an ISO base media file, the major one first. */
export function nameOfBrands(brands: readonly string[]): string {
  for (const brand of brands) {
    const known = NAMES_OF_BRANDS.find(([pattern]) => pattern.test(brand));
    if (known !== undefined) return known[1];
  }
  return "of a kind related to MP4 and HEIC";
}

function isPlainText(head: Uint8Array): boolean {
  return head.every((byte) => byte >= 0x20 || byte === 0x09 || byte === 0x0a || byte === 0x0d);
}
