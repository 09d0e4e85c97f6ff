/** Which of our types the brands of an ISO base media file name: its `ftyp` box, which it must begin with. */
import type { MediaType } from "../../media-type";
import { tagAt, viewAt, viewOf } from "../binary-fields";
import type { ByteSource } from "../byte-source";
import { refuse } from "../refusal";

const MAX_BRAND_BYTES = 4096;

/** Major and compatible brands, in this order. */
export async function brandsOf(source: ByteSource): Promise<string[]> {
  const sizeBytes = (await viewAt(source, 0, 8)).getUint32(0);
  if (sizeBytes < 16 || sizeBytes > MAX_BRAND_BYTES || sizeBytes % 4 !== 0) {
    refuse("malformed", "The first box of the file has an impossible length.");
  }
  return brandsIn(await viewAt(source, 0, sizeBytes), sizeBytes);
}

/** The same as far as the first bytes of a file reach; nothing is refused. */
export function brandsInHead(head: Uint8Array): string[] {
  const view = viewOf(head);
  if (view.byteLength < 12) return [];
  return brandsIn(view, Math.min(view.getUint32(0), view.byteLength));
}

function brandsIn(view: DataView, end: number): string[] {
  const brands = [tagAt(view, 8)];
  for (let offset = 16; offset + 4 <= end; offset += 4) brands.push(tagAt(view, offset));
  return brands;
}

const TYPES: readonly (readonly [pattern: RegExp, type: MediaType])[] = [
  [/^(avif|avis)$/, "image/avif"],
  [/^(heic|heix|heim|heis|hevc|hevx)$/, "image/heic"],
  [/^qt {2}$/, "video/quicktime"],
  [/^(isom|iso\w|mp4\w|avc1|dash|M4V |M4VH|3g\w\w|MSNV|XAVC|mmp4)$/, "video/mp4"],
];
// Say no more than "pictures in HEIF": whatever else is named says more.
const GENERAL_PICTURE = /^(mif1|mif2|msf1)$/;
// Files of these call themselves compatible with MP4 as well, and hold nothing that shows in a browser.
const FOREIGN_MAJOR = /^(crx |M4A |M4B |M4P |jxl |jp2 |jpx |jpm )$/;

/** The first of the brands that is one of ours decides; null when none is. */
export function typeOfBrands(brands: readonly string[]): MediaType | null {
  if (FOREIGN_MAJOR.test(brands[0] ?? "")) return null;
  for (const brand of brands) {
    const known = TYPES.find(([pattern]) => pattern.test(brand));
    if (known !== undefined) return known[1];
  }
  return brands.some((brand) => GENERAL_PICTURE.test(brand)) ? "image/heif" : null;
}
