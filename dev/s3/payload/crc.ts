// The cyclic redundancy checks that S3 knows and node:zlib does not: CRC-32C and CRC-64/NVME, eight bytes a step.
import { crc32 } from "node:zlib";

/** A checksum that is fed piece by piece; `digest` is big-endian, as S3 writes it. */
export interface RunningChecksum {
  update(chunk: Buffer): void;
  digest(): Buffer;
}

export class Crc32 implements RunningChecksum {
  #value = 0;

  update(chunk: Buffer): void {
    this.#value = crc32(chunk, this.#value);
  }

  digest(): Buffer {
    return bigEndian(this.#value);
  }
}

interface Tables {
  readonly low: Int32Array;
  readonly high: Int32Array;
}

/** Eight tables of 256 entries each: what a byte contributes when 0 to 7 further bytes follow it. */
function makeTables(polynomialLow: number, polynomialHigh: number): Tables {
  const low = new Int32Array(8 * 256);
  const high = new Int32Array(8 * 256);
  for (let byte = 0; byte < 256; byte++) {
    let l = byte;
    let h = 0;
    for (let bit = 0; bit < 8; bit++) {
      const carry = l & 1;
      l = (l >>> 1) | (h << 31);
      h >>>= 1;
      if (carry === 1) {
        l ^= polynomialLow;
        h ^= polynomialHigh;
      }
    }
    low[byte] = l;
    high[byte] = h;
  }
  for (let at = 256; at < low.length; at++) {
    const l = low[at - 256] ?? 0;
    const h = high[at - 256] ?? 0;
    low[at] = ((l >>> 8) | (h << 24)) ^ (low[l & 0xff] ?? 0);
    high[at] = (h >>> 8) ^ (high[l & 0xff] ?? 0);
  }
  return { low, high };
}

const castagnoli = makeTables(0x82f63b78, 0);
const nvme = makeTables(0xac4bc9b5, 0x9a6c9329);

export class Crc32c implements RunningChecksum {
  #value = -1;

  update(chunk: Buffer): void {
    const table = castagnoli.low;
    let value = this.#value;
    let at = 0;
    for (const end = chunk.length - 7; at < end; at += 8) {
      const a = value ^ chunk.readInt32LE(at);
      const b = chunk.readInt32LE(at + 4);
      value = eightBytes(table, a, b);
    }
    for (; at < chunk.length; at++) value = (value >>> 8) ^ entry(table, (value ^ entry(chunk, at)) & 0xff);
    this.#value = value;
  }

  digest(): Buffer {
    return bigEndian(~this.#value);
  }
}

export class Crc64Nvme implements RunningChecksum {
  #low = -1;
  #high = -1;

  update(chunk: Buffer): void {
    let low = this.#low;
    let high = this.#high;
    let at = 0;
    for (const end = chunk.length - 7; at < end; at += 8) {
      const a = low ^ chunk.readInt32LE(at);
      const b = high ^ chunk.readInt32LE(at + 4);
      low = eightBytes(nvme.low, a, b);
      high = eightBytes(nvme.high, a, b);
    }
    for (; at < chunk.length; at++) {
      const index = (low ^ entry(chunk, at)) & 0xff;
      low = ((low >>> 8) | (high << 24)) ^ entry(nvme.low, index);
      high = (high >>> 8) ^ entry(nvme.high, index);
    }
    this.#low = low;
    this.#high = high;
  }

  digest(): Buffer {
    return Buffer.concat([bigEndian(~this.#high), bigEndian(~this.#low)]);
  }
}

function eightBytes(table: Int32Array, a: number, b: number): number {
  return (
    entry(table, 1792 + (a & 0xff)) ^
    entry(table, 1536 + ((a >>> 8) & 0xff)) ^
    entry(table, 1280 + ((a >>> 16) & 0xff)) ^
    entry(table, 1024 + (a >>> 24)) ^
    entry(table, 768 + (b & 0xff)) ^
    entry(table, 512 + ((b >>> 8) & 0xff)) ^
    entry(table, 256 + ((b >>> 16) & 0xff)) ^
    entry(table, b >>> 24)
  );
}

function entry(table: Int32Array | Buffer, index: number): number {
  return table[index] ?? 0;
}

function bigEndian(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value | 0);
  return bytes;
}
