// A film that a browser can play, and the same made as large as a test wants it.
import { randomFillSync } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { bytesOf, uint32 } from "./sample-images";
import { projectRoot } from "../../scripts/project-root";

const SEGMENT_ID = Buffer.from([0x18, 0x53, 0x80, 0x67]);
const VOID_ID = 0xec;
/** Of an element with a size of eight bytes and an id of one. */
const VOID_HEADER_BYTES = 9;
const RANDOM_BYTES = 16;

/** Two seconds of a test card in VP8, 96 x 54 pixels; some 4 KB. */
export function readFilm(): Promise<Buffer> {
  return readFile(join(projectRoot, "tests/fixtures/film.webm"));
}

/** The film with so many bytes behind its pictures that mean nothing, 16 at least: no two films are the same. */
export async function growFilm(paddingBytes: number): Promise<Buffer> {
  const film = await readFilm();
  const sizeAt = film.indexOf(SEGMENT_ID) + SEGMENT_ID.length;
  const segmentBytes =
    Number(film.readBigUInt64BE(sizeAt) & 0xff_ffff_ffff_ffffn) + VOID_HEADER_BYTES + paddingBytes;
  film.writeBigUInt64BE((1n << 56n) | BigInt(segmentBytes), sizeAt);
  const padding = randomFillSync(Buffer.alloc(paddingBytes), 0, RANDOM_BYTES);
  const size = bytesOf(0x01, new Uint8Array(3), uint32(paddingBytes));
  return Buffer.concat([film, bytesOf(VOID_ID, size), padding]);
}
