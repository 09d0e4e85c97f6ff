/**
 * What goes through the pipes between parent and child, either way: four bytes that give a length, so much JSON, then
 * bytes whose number the JSON tells. Also read by the child, so it imports nothing of ours.
 */
import type { Readable, Writable } from "node:stream";
import { once } from "node:events";

const LENGTH_BYTES = 4;

/** Reads a stream piece by piece; the next piece only when the last has come. */
export class PipeReader {
  readonly #chunks: AsyncIterator<unknown>;
  #rest: Buffer = Buffer.alloc(0);

  constructor(stream: Readable) {
    this.#chunks = stream[Symbol.asyncIterator]();
  }

  /** Exactly `length` bytes; null when the stream ends before. */
  async readBytes(length: number): Promise<Buffer | null> {
    const target = Buffer.allocUnsafe(length);
    let filled = 0;
    for (;;) {
      const copied = this.#rest.copy(target, filled);
      this.#rest = this.#rest.subarray(copied);
      filled += copied;
      if (filled === length) return target;
      const next = await this.#chunks.next();
      if (next.done === true || !Buffer.isBuffer(next.value)) return null;
      this.#rest = next.value;
    }
  }

  /** The next JSON, unchecked; null when the stream ends before. @throws RangeError when it is longer than allowed */
  async readJson(maxBytes: number): Promise<unknown> {
    const length = await this.readBytes(LENGTH_BYTES);
    if (length === null) return null;
    const bytes = length.readUInt32BE();
    if (bytes > maxBytes)
      throw new RangeError(`${bytes} bytes of JSON were announced, ${maxBytes} are allowed.`);
    const text = await this.readBytes(bytes);
    return text === null ? null : JSON.parse(text.toString("utf8"));
  }
}

/** Writes JSON and waits until the stream takes more. */
export async function writeJson(stream: Writable, value: unknown): Promise<void> {
  const text = Buffer.from(JSON.stringify(value), "utf8");
  const length = Buffer.alloc(LENGTH_BYTES);
  length.writeUInt32BE(text.length);
  await writeBytes(stream, Buffer.concat([length, text]));
}

/** Writes bytes and waits until the stream takes more. @throws when it is closed meanwhile */
export async function writeBytes(stream: Writable, bytes: Uint8Array): Promise<void> {
  if (!stream.write(bytes)) await once(stream, "drain");
}
