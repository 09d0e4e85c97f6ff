/** The elements of EBML, of which WebM and Matroska are made: where each begins and ends, and their numbers. */
import { viewAt } from "../binary-fields";
import type { ByteSource } from "../byte-source";
import { refuse } from "../refusal";

export type Element = {
  /** As it stands in the file, with its marker bits: 0x1a45dfa3 for the header. */
  readonly id: number;
  readonly bodyStart: number;
  readonly end: number;
  /** Written by somebody who did not know yet: it then reaches to the end of its parent. */
  readonly isOfUnknownSize: boolean;
};

const MAX_ID_BYTES = 4;
const MAX_SIZE_BYTES = 8;
const MAX_ELEMENTS = 2_000;

/** @param parentEnd where the parent ends, as an offset in the file */
export async function elementAt(source: ByteSource, offset: number, parentEnd: number): Promise<Element> {
  const room = Math.min(MAX_ID_BYTES + MAX_SIZE_BYTES, parentEnd - offset);
  const view = await viewAt(source, offset, Math.max(0, room));
  const idBytes = lengthOfNumber(view, 0, MAX_ID_BYTES);
  const sizeBytes = lengthOfNumber(view, idBytes, MAX_SIZE_BYTES);
  if (idBytes + sizeBytes > room) refuseOverrun(source, parentEnd);
  const bodyStart = offset + idBytes + sizeBytes;
  const id = unsigned(view, 0, idBytes);
  const isOfUnknownSize = isAllOnes(view, idBytes, sizeBytes);
  const firstBits = view.getUint8(idBytes) & (0xff >> sizeBytes);
  const size = firstBits * 256 ** (sizeBytes - 1) + unsigned(view, idBytes + 1, sizeBytes - 1);
  return { id, bodyStart, end: isOfUnknownSize ? parentEnd : bodyStart + size, isOfUnknownSize };
}

/** The children of `parent` in order. Refuses any that does not fit into it. */
export async function* elementsInside(source: ByteSource, parent: Element): AsyncGenerator<Element> {
  let offset = parent.bodyStart;
  for (let elements = 0; offset < parent.end; elements += 1) {
    if (elements >= MAX_ELEMENTS) refuse("malformed", "The WebM has too many parts.");
    const element = await elementAt(source, offset, parent.end);
    if (element.end > parent.end) refuseOverrun(source, parent.end);
    yield element;
    offset = element.end;
  }
}

/** An unsigned number of up to 8 bytes; 0 when it has none. Precise up to 2^53. */
export async function uintIn(source: ByteSource, element: Element): Promise<number> {
  const length = element.end - element.bodyStart;
  if (length > 8) refuse("malformed", "A number in the WebM is too long.");
  return unsigned(await viewAt(source, element.bodyStart, length), 0, length);
}

export async function floatIn(source: ByteSource, element: Element): Promise<number> {
  const length = element.end - element.bodyStart;
  const view = await viewAt(source, element.bodyStart, Math.min(length, 8));
  if (length === 0) return 0;
  if (length === 4) return view.getFloat32(0);
  if (length === 8) return view.getFloat64(0);
  return refuse("malformed", "A number in the WebM has an impossible length.");
}

/** Text of at most `maxBytes`, one byte a character, without the zeros that may fill it up. */
export async function textIn(source: ByteSource, element: Element, maxBytes: number): Promise<string> {
  const length = element.end - element.bodyStart;
  if (length > maxBytes) refuse("malformed", "A name in the WebM is too long.");
  const view = await viewAt(source, element.bodyStart, length);
  const characters = Array.from({ length }, (_, index) => String.fromCharCode(view.getUint8(index)));
  return characters.join("").replace(/\0+$/, "");
}

function refuseOverrun(source: ByteSource, parentEnd: number): never {
  if (parentEnd >= source.sizeBytes) refuse("truncated", "The WebM ends too early.");
  return refuse("malformed", "A part of the WebM does not fit into another.");
}

/** The zeros in front of the first one tell how many bytes follow. Beyond the view it is 1. */
function lengthOfNumber(view: DataView, at: number, maxBytes: number): number {
  if (at >= view.byteLength) return 1;
  const length = Math.clz32(view.getUint8(at)) - 23;
  return length <= maxBytes ? length : refuse("malformed", "The WebM has a part of an impossible length.");
}

function unsigned(view: DataView, at: number, bytes: number): number {
  let value = 0;
  for (let index = 0; index < bytes; index += 1) value = value * 256 + view.getUint8(at + index);
  return value;
}

/** The largest number of each width means that the size is not known. */
function isAllOnes(view: DataView, at: number, bytes: number): boolean {
  const markerless = 0xff >> bytes;
  if ((view.getUint8(at) & markerless) !== markerless) return false;
  for (let index = 1; index < bytes; index += 1) if (view.getUint8(at + index) !== 0xff) return false;
  return true;
}
