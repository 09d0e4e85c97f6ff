import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { digestFile } from "./digest-file";

const partsOf = (bytes: Uint8Array, step: number) =>
  Array.from({ length: Math.ceil(bytes.length / step) }, (_, index) =>
    bytes.subarray(index * step, (index + 1) * step),
  );
const repeat = (bytes: Uint8Array, times: number) =>
  Uint8Array.from({ length: bytes.length * times }, (_, index) => bytes[index % bytes.length] ?? 0);
const of = (name: string, bytes: Uint8Array) => createHash(name).update(bytes).digest("base64");

describe("the digests of a file", () => {
  test("equal those of node:crypto, with parts of any length", async () => {
    // Longer than the chunks in which a file is read.
    const bytes = fc.uint8Array({ minLength: 1, maxLength: 1_000 }).map((some) => repeat(some, 200));
    const length = fc.integer({ min: 1_000, max: 100_000 });
    await fc.assert(
      fc.asyncProperty(bytes, fc.option(length), async (content, partBytes) => {
        const md5s = partsOf(content, partBytes ?? content.length).map((part) => of("md5", part));
        expect(await digestFile(new Blob([content]), { partBytes })).toEqual({
          sha256: of("sha256", content),
          md5s,
        });
      }),
      { numRuns: 60 },
    );
  });

  test("do not mix when two files are read at the same time", async () => {
    const contents = [1, 2, 3, 4].map((value) => new Uint8Array(200_000).fill(value));
    const digests = await Promise.all(
      contents.map((content) => digestFile(new Blob([content]), { partBytes: null })),
    );
    expect(digests.map(({ md5s }) => md5s)).toEqual(contents.map((content) => [of("md5", content)]));
  });

  test("are right after a file that could not be read to its end", async () => {
    const content = new Uint8Array(200_000).fill(5);
    const stream = () =>
      new ReadableStream({
        start: (controller) => controller.enqueue(content.subarray(0, 100)),
        pull: (controller) => controller.error(new Error("It was moved.")),
      });
    const broken = Object.assign(new Blob([content]), { stream });
    await expect(digestFile(broken, { partBytes: null })).rejects.toThrow("It was moved.");
    const { sha256 } = await digestFile(new Blob([content]), { partBytes: null });
    expect(sha256).toBe(of("sha256", content));
  });

  test("tell how far they are in a long file, up to its end", async () => {
    const seen: number[] = [];
    const content = new Uint8Array(2.5 * 1024 ** 2);
    await digestFile(new Blob([content]), { partBytes: null, onProgress: (bytes) => seen.push(bytes) });
    expect(seen.length).toBeGreaterThan(0);
    expect(seen.length).toBeLessThan(4);
    expect(seen).toEqual(seen.toSorted((one, other) => one - other));
    expect(seen.at(-1)).toBe(content.byteLength);
  });
});
