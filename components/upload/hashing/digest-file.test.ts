import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { digestFile } from "./digest-file";

const of = (name: string, bytes: Uint8Array) => createHash(name).update(bytes).digest("base64");

describe("the digests of a file", () => {
  test("equal those of node:crypto, whole or in chunks of any length", async () => {
    const bytes = fc.uint8Array({ minLength: 1, maxLength: 3_000 });
    await fc.assert(
      fc.asyncProperty(
        bytes,
        fc.integer({ min: 1, max: 700 }),
        fc.boolean(),
        async (content, chunkBytes, whole) => {
          const file = new Blob([new Uint8Array(content)]);
          const digests = await digestFile(file, whole ? {} : { wholeFileBytes: 0, chunkBytes });
          expect(digests).toEqual({ sha256: of("sha256", content), md5: of("md5", content) });
        },
      ),
      { numRuns: 60 },
    );
  });

  test("do not mix when two files are read at the same time", async () => {
    const contents = [1, 2, 3, 4].map((value) => new Uint8Array(200_000).fill(value));
    const digests = await Promise.all(contents.map((content) => digestFile(new Blob([content]))));
    expect(digests.map(({ md5 }) => md5)).toEqual(contents.map((content) => of("md5", content)));
  });

  test("tell how far they are in a long file, up to its end", async () => {
    const seen: number[] = [];
    const options = { wholeFileBytes: 0, chunkBytes: 400, onProgress: (bytes: number) => seen.push(bytes) };
    await digestFile(new Blob([new Uint8Array(1_000)]), options);
    expect(seen).toEqual([400, 800, 1_000]);
  });
});
