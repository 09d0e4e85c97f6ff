/**
 * The items of a HEIF file (AVIF and HEIC are two) out of its `meta` box: which is primary, what each is coded in,
 * how large it is, how it is turned, and where its bytes lie.
 */
import type { PixelSize } from "../picture/image-header";
import { readLocations, type Extent } from "./heif-locations";
import { boxesWithin, childBox, openFullBox, type Box } from "../iso/iso-boxes";
import { refuse } from "../refusal";
import { FieldCursor } from "../binary-fields";

/** One turn or mirroring of a picture, in the words of HEIF. */
export type Turn =
  | { readonly by: "quarter turns anticlockwise"; readonly count: number }
  | { readonly by: "mirror"; readonly swaps: "top and bottom" | "left and right" };

export type ImageItem = {
  readonly id: number;
  /** Four characters: av01, hvc1, grid, Exif ... */
  readonly type: string;
  readonly size: PixelSize | null;
  readonly crop: PixelSize | null;
  /** In the order in which they are to be applied. */
  readonly turns: readonly Turn[];
  /** Parts of the file; empty when the bytes lie elsewhere, as those of grids do. */
  readonly extents: readonly Extent[];
  /** The body of its `hvcC` property, which pictures coded in HEVC have. */
  readonly hevcConfiguration: Uint8Array | null;
};

/** Refuses a `meta` box that contradicts itself, or names no primary item. */
export function readImageItems(view: DataView, meta: Box): { primary: ImageItem; items: ImageItem[] } {
  const children = boxesWithin(view, meta.bodyStart + 4, meta.end);
  const requireBox = (type: string) =>
    children.find((box) => box.type === type) ?? refuse("malformed", `The file lacks its ${type} box.`);
  const primaryId = readPrimaryId(view, requireBox("pitm"));
  const properties = readProperties(view, requireBox("iprp"));
  const locations = readLocations(view, requireBox("iloc"));
  const items = readItemTypes(view, requireBox("iinf")).map(({ id, type }) => ({
    id,
    type,
    ...describeItem(view, properties.get(id) ?? []),
    extents: locations.get(id) ?? [],
  }));
  const primary = items.find((item) => item.id === primaryId);
  if (primary === undefined) return refuse("malformed", "The file does not have the picture that it names.");
  return { primary, items };
}

function readPrimaryId(view: DataView, box: Box): number {
  const { fields, version } = openFullBox(view, box);
  return fields.uint(version === 0 ? 2 : 4);
}

function readItemTypes(view: DataView, box: Box): { id: number; type: string }[] {
  const { version } = openFullBox(view, box);
  const countBytes = version === 0 ? 2 : 4;
  return boxesWithin(view, box.bodyStart + 4 + countBytes, box.end)
    .filter((entry) => entry.type === "infe")
    .map((entry) => {
      const { fields, version: entryVersion } = openFullBox(view, entry);
      if (entryVersion < 2) return refuse("malformed", "The file describes its items in an outdated way.");
      const id = fields.uint(entryVersion === 2 ? 2 : 4);
      fields.advance(2);
      return { id, type: fields.tag() };
    });
}

/** The properties of each item, in the order of their association. */
function readProperties(view: DataView, box: Box): Map<number, Box[]> {
  const container = childBox(view, box, "ipco");
  if (container === undefined) return refuse("malformed", "The file lacks its ipco box.");
  const known = boxesWithin(view, container.bodyStart, container.end);
  const associated = new Map<number, Box[]>();
  for (const association of boxesWithin(view, box.bodyStart, box.end)) {
    if (association.type !== "ipma") continue;
    const { fields, version, flags } = openFullBox(view, association);
    const indexBytes = (flags & 1) === 1 ? 2 : 1;
    const indexMask = indexBytes === 2 ? 0x7fff : 0x7f;
    const entries = fields.uint(4);
    for (let entry = 0; entry < entries; entry += 1) {
      const id = fields.uint(version === 0 ? 2 : 4);
      const count = fields.uint(1);
      const properties = associated.get(id) ?? [];
      for (let index = 0; index < count; index += 1) {
        const property = known[(fields.uint(indexBytes) & indexMask) - 1];
        if (property !== undefined) properties.push(property);
      }
      associated.set(id, properties);
    }
  }
  return associated;
}

function describeItem(
  view: DataView,
  properties: readonly Box[],
): Pick<ImageItem, "size" | "crop" | "turns" | "hevcConfiguration"> {
  let size: PixelSize | null = null;
  let crop: PixelSize | null = null;
  let hevcConfiguration: Uint8Array | null = null;
  const turns: Turn[] = [];
  for (const property of properties) {
    const fields = new FieldCursor(view, property.bodyStart, property.end);
    if (property.type === "ispe") size ??= readSize(fields);
    if (property.type === "clap") crop ??= readCrop(fields);
    if (property.type === "hvcC") hevcConfiguration ??= bytesIn(view, property);
    if (property.type === "irot")
      turns.push({ by: "quarter turns anticlockwise", count: fields.uint(1) & 3 });
    if (property.type === "imir") {
      turns.push({ by: "mirror", swaps: (fields.uint(1) & 1) === 0 ? "top and bottom" : "left and right" });
    }
  }
  const cropFits = crop === null || (size && crop.widthPx <= size.widthPx && crop.heightPx <= size.heightPx);
  if (!cropFits) refuse("malformed", "The crop is larger than its picture.");
  return { size, crop, turns, hevcConfiguration };
}

function bytesIn(view: DataView, { bodyStart, end }: Box): Uint8Array {
  return new Uint8Array(view.buffer, view.byteOffset + bodyStart, end - bodyStart);
}

function readSize(fields: FieldCursor): PixelSize {
  fields.advance(4);
  const size = { widthPx: fields.uint(4), heightPx: fields.uint(4) };
  if (size.widthPx === 0 || size.heightPx === 0) refuse("malformed", "The file says that it has no pixels.");
  return size;
}

function readCrop(fields: FieldCursor): PixelSize {
  const widthPx = Math.round(fields.uint(4) / fields.uint(4));
  const heightPx = Math.round(fields.uint(4) / fields.uint(4));
  const isCrop =
    widthPx >= 1 && heightPx >= 1 && Number.isSafeInteger(widthPx) && Number.isSafeInteger(heightPx);
  if (!isCrop) refuse("malformed", "The crop of the file is damaged.");
  return { widthPx, heightPx };
}
