// Immutable stretches of bytes on disk. Objects, parts and running downloads hold the blobs they need; a blob that
// nobody holds any more is removed. So a copy shares its source's bytes, an overwritten object can still be read to the
// end, and a kill between two steps leaves at most a blob that the next start finds unheld.
import { randomUUID } from "node:crypto";
import { mkdirSync, readdirSync } from "node:fs";
import { open, rm, type FileHandle } from "node:fs/promises";
import { join } from "node:path";

export interface Piece {
  readonly blob: string;
  readonly bytes: number;
}

const readBytes = 256 * 1024;
const writeBytes = 512 * 1024;

export class Blobs {
  readonly #folder: string;
  readonly #holders = new Map<string, number>();

  constructor(folder: string) {
    this.#folder = folder;
    for (let shard = 0; shard < 256; shard++) {
      mkdirSync(join(folder, shard.toString(16).padStart(2, "0")), { recursive: true });
    }
  }

  /** Writes all of `source` and hands it to `keep`; what nobody has taken hold of by then is removed again. */
  async write<T>(source: AsyncIterable<Buffer>, keep: (piece: Piece) => T): Promise<T> {
    const blob = randomUUID();
    const held = [{ blob, bytes: 0 }];
    this.hold(held);
    try {
      const bytes = await writeFile(this.#path(blob), source);
      return keep({ blob, bytes });
    } finally {
      this.release(held);
    }
  }

  hold(pieces: readonly Piece[]): void {
    for (const { blob } of pieces) this.#holders.set(blob, (this.#holders.get(blob) ?? 0) + 1);
  }

  release(pieces: readonly Piece[]): void {
    for (const { blob } of pieces) {
      const left = (this.#holders.get(blob) ?? 0) - 1;
      if (left > 0) {
        this.#holders.set(blob, left);
        continue;
      }
      this.#holders.delete(blob);
      // What cannot be removed now is unheld at the next start, which removes it.
      rm(this.#path(blob), { force: true }).catch(() => undefined);
    }
  }

  /** The bytes from `start` on, `count` of them, across pieces. The caller holds the pieces meanwhile. */
  async *read(pieces: readonly Piece[], start: number, count: number): AsyncGenerator<Buffer> {
    let skip = start;
    let left = count;
    for (const piece of pieces) {
      if (left === 0) return;
      if (skip >= piece.bytes) {
        skip -= piece.bytes;
        continue;
      }
      const take = Math.min(left, piece.bytes - skip);
      yield* readFile(this.#path(piece.blob), skip, take);
      left -= take;
      skip = 0;
    }
  }

  /** At start, once everything that is kept has been held. */
  async removeUnheld(): Promise<void> {
    for (const shard of readdirSync(this.#folder)) {
      for (const blob of readdirSync(join(this.#folder, shard))) {
        if (!this.#holders.has(blob)) await rm(this.#path(blob), { force: true });
      }
    }
  }

  #path(blob: string): string {
    return join(this.#folder, blob.slice(0, 2), blob);
  }
}

/** Gathers what the network delivers in small chunks into larger writes, each under way while the next is gathered. */
async function writeFile(path: string, source: AsyncIterable<Buffer>): Promise<number> {
  const file = await open(path, "wx");
  let writing: Promise<void> = Promise.resolve();
  try {
    let bytes = 0;
    let waiting: Buffer[] = [];
    let waitingBytes = 0;
    for await (const chunk of source) {
      waiting.push(chunk);
      waitingBytes += chunk.length;
      bytes += chunk.length;
      if (waitingBytes < writeBytes) continue;
      await writing;
      writing = writeAll(file, waiting, waitingBytes);
      // Awaited further down; until then a failure must not count as one that nobody handles.
      writing.catch(() => undefined);
      waiting = [];
      waitingBytes = 0;
    }
    await writing;
    if (waitingBytes > 0) await writeAll(file, waiting, waitingBytes);
    return bytes;
  } finally {
    await writing.catch(() => undefined);
    await file.close();
  }
}

async function writeAll(file: FileHandle, buffers: readonly Buffer[], bytes: number): Promise<void> {
  const { bytesWritten } = await file.writev(buffers);
  if (bytesWritten !== bytes) throw new Error("The disk took less than it was given.");
}

async function* readFile(path: string, start: number, count: number): AsyncGenerator<Buffer> {
  const file = await open(path, "r");
  try {
    let at = start;
    const end = start + count;
    while (at < end) {
      const buffer = Buffer.allocUnsafe(Math.min(readBytes, end - at));
      const { bytesRead } = await file.read(buffer, 0, buffer.length, at);
      if (bytesRead === 0) throw new Error(`${path} is shorter than its record says.`);
      at += bytesRead;
      yield buffer.subarray(0, bytesRead);
    }
  } finally {
    await file.close();
  }
}
