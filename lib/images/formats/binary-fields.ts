/**
 * Numbers and tags out of bytes, with every read checked: what lies outside is a refusal, never an
 * exception of the language.
 */
import type { ByteSource } from "./byte-source";
import { refuse } from "./refusal";

export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** Exactly `length` bytes at `offset` of the file. Refuses as truncated when it ends before. */
export async function viewAt(source: ByteSource, offset: number, length: number): Promise<DataView> {
  const bytes = await source.read(offset, length);
  if (bytes.byteLength < length) refuse("truncated", "The file ends too early.");
  return viewOf(bytes);
}

/** The four characters at `offset`, each byte as one character. */
export function tagAt(view: DataView, offset: number): string {
  return String.fromCharCode(
    view.getUint8(offset),
    view.getUint8(offset + 1),
    view.getUint8(offset + 2),
    view.getUint8(offset + 3),
  );
}

export function uint24LittleEndian(view: DataView, offset: number): number {
  return view.getUint16(offset, true) + view.getUint8(offset + 2) * 0x10000;
}

/** Where `needle` last begins in `bytes`; -1 when it does not. */
export function lastIndexOfBytes(bytes: Uint8Array, needle: readonly number[]): number {
  for (let start = bytes.byteLength - needle.length; start >= 0; start -= 1) {
    if (needle.every((byte, index) => bytes[start + index] === byte)) return start;
  }
  return -1;
}

/** Reads big-endian fields one after another, within one structure that lies in memory. */
export class FieldCursor {
  #offset: number;

  constructor(
    private readonly view: DataView,
    start: number,
    private readonly end: number,
  ) {
    this.#offset = start;
  }

  /** An unsigned number of 0, 1, 2, 4 or 8 bytes; 0 when it has none. Precise up to 2^53. */
  uint(bytes: number): number {
    const at = this.#take(bytes);
    if (bytes === 0) return 0;
    if (bytes === 1) return this.view.getUint8(at);
    if (bytes === 2) return this.view.getUint16(at);
    if (bytes === 4) return this.view.getUint32(at);
    if (bytes === 8) return Number(this.view.getBigUint64(at));
    return refuse("malformed", "The file has a number of an impossible width.");
  }

  tag(): string {
    return tagAt(this.view, this.#take(4));
  }

  advance(bytes: number): void {
    this.#take(bytes);
  }

  #take(bytes: number): number {
    const at = this.#offset;
    if (at + bytes > this.end) refuse("malformed", "A structure in the file ends before its fields do.");
    this.#offset = at + bytes;
    return at;
  }
}
