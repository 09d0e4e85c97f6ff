import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { cpuMsSince } from "@/tests/support/cpu-time";
import { countingSource } from "@/tests/support/counting-source";
import { sampleMp4, samplePdf, sampleWebm } from "@/tests/support/sample-files";
import { sampleHeic } from "@/tests/support/sample-heif";
import { bytesOf, sampleAnimation, sampleFile, type SampleFormat } from "@/tests/support/sample-images";
import { byteSourceOf, type ByteSource } from "./byte-source";
import { inspectImage } from "./inspect-image";

const limits = { maxPixels: 40_000_000, maxFrames: 100, maxSidePx: 16_384 };
const formats: readonly SampleFormat[] = ["jpeg", "png", "webp", "avif", "gif"];

describe("inspecting hostile bytes", { timeout: 240_000 }, () => {
  const maxReadBytes = 64 * 1024;
  let seeds: Uint8Array[];

  beforeAll(async () => {
    const picture = { widthPx: 20, heightPx: 12, orientation: 6 };
    const pictures = await Promise.all([
      ...formats.map((format) => sampleFile(format, picture)),
      sampleAnimation("webp", { widthPx: 8, heightPx: 8, frames: 4 }),
      sampleAnimation("gif", { widthPx: 8, heightPx: 8, frames: 4 }),
    ]);
    seeds = [...pictures, sampleMp4(), sampleWebm(), samplePdf(), sampleHeic()];
  });

  async function expectDecentAnswer(bytes: Uint8Array): Promise<void> {
    const { source, reads } = countingSource(bytes);
    const before = process.cpuUsage();
    const inspection = await inspectImage(source, { ...limits, maxReadBytes });
    expect(cpuMsSince(before)).toBeLessThan(2_000);
    expect(reads.bytes).toBeLessThanOrEqual(maxReadBytes);
    if (!inspection.ok) {
      expect(inspection.detail).toMatch(/^[A-Z].*\.$/s);
      return;
    }
    const { image } = inspection;
    if (image.kind === "file") return;
    const { widthPx, heightPx } = image;
    const frames = image.kind === "image" ? image.frames : 1;
    expect(widthPx >= 1 && widthPx <= limits.maxSidePx && heightPx >= 1 && heightPx <= limits.maxSidePx).toBe(
      true,
    );
    expect(widthPx * heightPx <= limits.maxPixels && frames >= 1 && frames <= limits.maxFrames).toBe(true);
  }

  it("answers random bytes behind every signature, within its budget", async () => {
    const start = fc.constantFrom(
      "",
      "\xff\xd8\xff\xe0",
      "\x89PNG\r\n\x1a\n",
      "GIF89a",
      "RIFF\x40\0\0\0WEBP",
      "\0\0\0\x20ftypavif",
      "\0\0\0\x10ftypheic\0\0\0\0",
      "\0\0\0\x10ftypisom\0\0\0\0",
      "\x1aE\xdf\xa3\x87\x42\x82\x84webm\x18\x53\x80\x67\xff",
      "%PDF-1.7\n",
    );
    await fc.assert(
      fc.asyncProperty(start, fc.uint8Array({ maxLength: 400 }), async (signature, noise) => {
        await expectDecentAnswer(bytesOf(signature, noise));
      }),
      { numRuns: 1500 },
    );
  });

  it("answers random changes to valid files, within its budget", async () => {
    const change = fc.record({
      at: fc.double({ min: 0, max: 1, noNaN: true }),
      kind: fc.constantFrom("set", "set", "set", "cut", "repeat", "insert"),
      bytes: fc.oneof(
        fc.constant(Uint8Array.of(0, 0, 0, 0)),
        fc.constant(Uint8Array.of(255, 255, 255, 255)),
        fc.uint8Array({ minLength: 1, maxLength: 4 }),
      ),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.nat(10),
        fc.array(change, { minLength: 1, maxLength: 5 }),
        async (seed, changes) => {
          let bytes = seeds[seed] ?? new Uint8Array();
          for (const { at, kind, bytes: noise } of changes) {
            // Most of what matters stands in front.
            const offset = Math.floor(at ** 3 * bytes.byteLength);
            if (kind === "cut") bytes = bytes.subarray(0, Math.max(offset, 12));
            if (kind === "insert") bytes = bytesOf(bytes.subarray(0, offset), noise, bytes.subarray(offset));
            if (kind === "repeat") bytes = bytesOf(bytes, bytes.subarray(offset));
            if (kind === "set")
              bytes = bytesOf(bytes.subarray(0, offset), noise, bytes.subarray(offset + noise.byteLength));
          }
          await expectDecentAnswer(bytes);
        },
      ),
      { numRuns: 3000 },
    );
  });

  it("takes a source that gives less than it promised for a truncated file", async () => {
    const bytes = await sampleFile("png", { widthPx: 90, heightPx: 90 });
    const source: ByteSource = { ...byteSourceOf(bytes.subarray(0, 200)), sizeBytes: bytes.byteLength };
    expect(await inspectImage(source, limits)).toMatchObject({ ok: false, reason: "truncated" });
  });

  it("passes on the failure of its source, since that says nothing about the file", async () => {
    const source: ByteSource = { sizeBytes: 100, read: () => Promise.reject(new Error("connection lost")) };
    await expect(inspectImage(source, limits)).rejects.toThrow("connection lost");
  });
});
