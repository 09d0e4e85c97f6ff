/**
 * What stands in a picture's place until its bytes are there: the colours of its thumbhash as a bitmap of a few pixels,
 * which the browser blurs by enlarging it. A bitmap, since it needs no compression: the same code makes it on the server
 * and in the browser, in 300 characters.
 */
import type { CSSProperties } from "react";
import { thumbHashToRGBA } from "thumbhash";

const MAX_SIDE = 8;
const HEADER_BYTES = 54;

/** A style for the `<img>`; none for a picture through which it would show for good. */
export function placeholderStyle(thumbhash: string | null): CSSProperties {
  if (thumbhash === null) return {};
  const bytes = Uint8Array.from(atob(thumbhash), (character) => character.charCodeAt(0));
  // As the format has it: the highest bit of the first three bytes says that there is transparency.
  if (((bytes[2] ?? 0) & 0x80) !== 0) return {};
  return { backgroundImage: `url(data:image/bmp;base64,${toBitmap(bytes)})`, backgroundSize: "100% 100%" };
}

function toBitmap(thumbhash: Uint8Array): string {
  const { w, h, rgba } = thumbHashToRGBA(thumbhash);
  const step = Math.max(w, h) / MAX_SIDE;
  const [width, height] = [Math.max(1, Math.round(w / step)), Math.max(1, Math.round(h / step))];
  const rowBytes = Math.ceil((width * 3) / 4) * 4;
  const file = new Uint8Array(HEADER_BYTES + rowBytes * height);
  writeHeader(new DataView(file.buffer), width, height);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const from = (Math.floor(((y + 0.5) * h) / height) * w + Math.floor(((x + 0.5) * w) / width)) * 4;
      const to = HEADER_BYTES + y * rowBytes + x * 3;
      for (const channel of [0, 1, 2]) file[to + channel] = rgba[from + 2 - channel] ?? 0;
    }
  }
  return btoa(String.fromCharCode(...file));
}

function writeHeader(view: DataView, width: number, height: number): void {
  const put = (offset: number, value: number) => view.setInt32(offset, value, true);
  view.setInt16(0, 0x4d42, true);
  put(2, view.byteLength);
  put(10, HEADER_BYTES);
  put(14, 40);
  put(18, width);
  // Negative: from the top down.
  put(22, -height);
  view.setInt16(26, 1, true);
  view.setInt16(28, 24, true);
}
