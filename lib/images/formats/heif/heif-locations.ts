/** Where the bytes of a HEIF file's items lie: its `iloc` box. */
import { openFullBox, type Box } from "../iso/iso-boxes";
import { refuse } from "../refusal";

/** A part of the file, by offsets from its first byte. */
export type Extent = {
  readonly start: number;
  readonly end: number;
};

const IN_THE_FILE = 0;

/** The extents of each item. Those whose bytes lie in `idat` or in other items have none. */
export function readLocations(view: DataView, box: Box): Map<number, Extent[]> {
  const { fields, version } = openFullBox(view, box);
  if (version > 2) refuse("malformed", "The file places its items in an unknown way.");
  const widths = fields.uint(2);
  const offsetBytes = widths >> 12;
  const lengthBytes = (widths >> 8) & 15;
  const baseBytes = (widths >> 4) & 15;
  const indexBytes = version === 0 ? 0 : widths & 15;
  const idBytes = version === 2 ? 4 : 2;
  const items = fields.uint(idBytes);
  const locations = new Map<number, Extent[]>();
  for (let item = 0; item < items; item += 1) {
    const id = fields.uint(idBytes);
    const method = version === 0 ? IN_THE_FILE : fields.uint(2) & 15;
    const dataReference = fields.uint(2);
    const base = fields.uint(baseBytes);
    const count = fields.uint(2);
    const isExternal = dataReference !== 0;
    if (isExternal) refuse("malformed", "The file keeps its picture elsewhere.");
    if (count > 0 && offsetBytes + lengthBytes + indexBytes === 0) {
      refuse("malformed", "The file places its items nowhere.");
    }
    const extents: Extent[] = [];
    for (let extent = 0; extent < count; extent += 1) {
      fields.advance(indexBytes);
      const start = base + fields.uint(offsetBytes);
      extents.push({ start, end: start + fields.uint(lengthBytes) });
    }
    if (method === IN_THE_FILE) locations.set(id, extents);
  }
  return locations;
}
