import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ByteBudgetError, byteSourceOf, cachedByteSource, type ByteSource } from "./byte-source";

type Read = {
  offset: number;
  length: number;
};

function recordingSource(bytes: Uint8Array): { source: ByteSource; reads: Read[] } {
  const reads: Read[] = [];
  const inMemory = byteSourceOf(bytes);
  const source: ByteSource = {
    sizeBytes: bytes.byteLength,
    read: (offset, length) => {
      reads.push({ offset, length });
      return inMemory.read(offset, length);
    },
  };
  return { source, reads };
}

function countingBytes(length: number): Uint8Array {
  return Uint8Array.from({ length }, (_, index) => index % 251);
}

const total = (reads: readonly Read[]) => reads.reduce((sum, { length }) => sum + length, 0);

describe("a cached byte source", () => {
  it("answers all small reads of a small file out of one read", async () => {
    const { source, reads } = recordingSource(countingBytes(5000));
    const cached = cachedByteSource(source, { blockBytes: 8192, maxBytes: 100_000 });
    for (let offset = 0; offset < 5000; offset += 7) await cached.read(offset, 9);
    expect(reads).toEqual([{ offset: 0, length: 5000 }]);
  });

  it("gives the same bytes as its source, whatever is asked in whatever order", async () => {
    const bytes = countingBytes(3000);
    const request = fc.record({
      offset: fc.integer({ min: 0, max: 3300 }),
      length: fc.integer({ min: 0, max: 400 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(request, { maxLength: 40 }), async (requests) => {
        const cached = cachedByteSource(byteSourceOf(bytes), { blockBytes: 256, maxBytes: 1_000_000 });
        for (const { offset, length } of requests) {
          expect(await cached.read(offset, length)).toEqual(bytes.subarray(offset, offset + length));
        }
      }),
    );
  });

  it("reads further ahead the longer it is read through, so a large file costs few reads", async () => {
    const size = 4 * 1024 * 1024;
    const { source, reads } = recordingSource(new Uint8Array(size));
    const cached = cachedByteSource(source, { blockBytes: 64 * 1024, maxBytes: 2 * size });
    for (let offset = 0; offset < size; offset += 1000) await cached.read(offset, 8);
    expect(reads.length).toBeLessThan(10);
    expect(total(reads)).toBeLessThan(size * 1.01);
  });

  it("does not read ahead when it is asked for the end of the file", async () => {
    const { source, reads } = recordingSource(new Uint8Array(1_000_000));
    const cached = cachedByteSource(source, { blockBytes: 65_536, maxBytes: 1_000_000 });
    await cached.read(0, 16);
    await cached.read(999_900, 100);
    expect(reads).toEqual([
      { offset: 0, length: 65_536 },
      { offset: 999_900, length: 100 },
    ]);
  });

  it("refuses to read more than its budget, and has then not read more", async () => {
    const { source, reads } = recordingSource(new Uint8Array(1_000_000));
    const cached = cachedByteSource(source, { blockBytes: 1024, maxBytes: 10_000 });
    const readThrough = async () => {
      for (let offset = 0; offset < 1_000_000; offset += 512) await cached.read(offset, 512);
    };
    await expect(readThrough()).rejects.toThrow(ByteBudgetError);
    expect(total(reads)).toBeLessThanOrEqual(10_000);
    expect(total(reads)).toBeGreaterThan(9_000);
  });

  it("gives nothing from beyond the end or before the beginning", async () => {
    const cached = cachedByteSource(byteSourceOf(countingBytes(10)), { blockBytes: 4, maxBytes: 100 });
    expect((await cached.read(10, 5)).byteLength).toBe(0);
    expect((await cached.read(1e12, 5)).byteLength).toBe(0);
    expect((await cached.read(-1, 5)).byteLength).toBe(0);
    expect((await cached.read(8, 5)).byteLength).toBe(2);
  });

  it("passes on what its source throws", async () => {
    const broken: ByteSource = { sizeBytes: 10, read: () => Promise.reject(new Error("connection lost")) };
    const cached = cachedByteSource(broken, { blockBytes: 4, maxBytes: 100 });
    await expect(cached.read(0, 4)).rejects.toThrow("connection lost");
  });
});
