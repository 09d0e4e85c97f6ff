import sharp from "sharp";
import { describe, expect, it } from "vitest";
import { countingSource } from "@/tests/support/counting-source";
import { sampleMp4, samplePdf, sampleWebm } from "@/tests/support/sample-files";
import { sampleHeic } from "@/tests/support/sample-heif";
import { bytesOf, sampleAnimation, sampleFile, type SampleFormat } from "@/tests/support/sample-images";
import { byteSourceOf } from "./byte-source";
import { inspectImage, sniffImageType, type Inspection } from "./inspect-image";

const limits = { maxPixels: 40_000_000, maxFrames: 100, maxSidePx: 16_384 };
const inspect = (bytes: Uint8Array): Promise<Inspection> => inspectImage(byteSourceOf(bytes), limits);
const formats: readonly SampleFormat[] = ["jpeg", "png", "webp", "avif", "gif"];

// Hundreds of files are encoded, and thousands inspected, on machines that may be busy.
const PATIENCE = { timeout: 60_000 };

describe("inspecting a generated image", PATIENCE, () => {
  const sizes = [
    [1, 1],
    [1, 17],
    [16, 16],
    [255, 3],
    [257, 129],
  ] as const;

  it.each(formats)("measures every size and orientation of %s as sharp does", async (format) => {
    for (const [widthPx, heightPx] of sizes) {
      for (const orientation of [1, 2, 3, 4, 5, 6, 7, 8]) {
        const bytes = await sampleFile(format, { widthPx, heightPx, orientation });
        const { autoOrient } = await sharp(bytes).metadata();
        const image = {
          kind: "image",
          durationMs: null,
          filetype: `image/${format}`,
          widthPx: autoOrient.width,
          heightPx: autoOrient.height,
          frames: 1,
          animated: false,
          orientation: format === "gif" ? 1 : orientation,
        };
        expect(await inspect(bytes)).toEqual({ ok: true, image });
      }
    }
  });

  it.each(formats)("refuses a %s that is cut short anywhere as truncated", async (format) => {
    const bytes = await sampleFile(format, { widthPx: 24, heightPx: 16, orientation: 6 });
    for (let length = 0; length < bytes.byteLength; length += 1) {
      const inspection = await inspect(bytes.subarray(0, length));
      expect(inspection, `${length} of ${bytes.byteLength} bytes`).toMatchObject({
        ok: false,
        reason: "truncated",
      });
    }
  });

  it.each(["webp", "gif"] as const)(
    "refuses an animated %s that is cut short anywhere as truncated",
    async (format) => {
      const bytes = await sampleAnimation(format, { widthPx: 8, heightPx: 8, frames: 4 });
      for (let length = 0; length < bytes.byteLength; length += 1) {
        expect(await inspect(bytes.subarray(0, length))).toMatchObject({ ok: false, reason: "truncated" });
      }
    },
  );

  it.each(formats)("takes a %s up to the limits exactly", async (format) => {
    const source = byteSourceOf(await sampleFile(format, { widthPx: 60, heightPx: 50, orientation: 6 }));
    const reason = "too_many_pixels";
    expect(await inspectImage(source, { maxFrames: 1, maxSidePx: 60, maxPixels: 3000 })).toMatchObject({
      ok: true,
    });
    expect(await inspectImage(source, { maxFrames: 1, maxSidePx: 59, maxPixels: 3000 })).toMatchObject({
      reason,
    });
    expect(await inspectImage(source, { maxFrames: 1, maxSidePx: 60, maxPixels: 2999 })).toMatchObject({
      reason,
    });
  });

  it.each(formats)("reads a small %s in one read, and a large one in at most two", async (format) => {
    for (const sidePx of [20, 700]) {
      const bytes = await sampleFile(format, { widthPx: sidePx, heightPx: sidePx });
      const { source, reads } = countingSource(bytes);
      expect(await inspectImage(source, limits)).toMatchObject({ ok: true });
      const isLargeGif = format === "gif" && sidePx === 700;
      expect(reads.count).toBeLessThanOrEqual(isLargeGif ? 5 : sidePx === 20 ? 1 : 2);
    }
  });
});

describe("sniffing the first bytes", () => {
  it.each(formats)("of a %s finds its type, and of the same cut too short finds none", async (format) => {
    const bytes = await sampleFile(format, { widthPx: 20, heightPx: 20 });
    expect(sniffImageType(bytes.subarray(0, 16))).toBe(`image/${format}`);
    expect(sniffImageType(bytes.subarray(0, 2))).toBeNull();
  });

  it.each<[string, Uint8Array]>([
    ["image/heic", sampleHeic()],
    ["image/heif", bytesOf("\0\0\0\x14ftypmif1\0\0\0\0mif1")],
    ["video/mp4", sampleMp4()],
    ["video/quicktime", sampleMp4({ brands: "qt  \0\0\0\0qt  " })],
    ["video/webm", sampleWebm()],
    ["application/pdf", samplePdf()],
  ])("of a file of type %s finds it", (type, bytes) => {
    expect(sniffImageType(bytes.subarray(0, 64))).toBe(type);
  });

  it("of an SVG finds none", () => {
    expect(sniffImageType(bytesOf("<svg xmlns='http://www.w3.org/2000/svg'/>"))).toBeNull();
  });
});

describe("inspecting what is no image of ours", () => {
  it.each([
    ["an SVG drawing", "<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"],
    ["an HTML page", "<!doctype html><script>alert(1)</script>"],
    ["a PDF document", "\n%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"],
    ["a camera's raw file", "\0\0\0\x18ftypcrx \0\0\0\0crx isom"],
    ["an MPEG-4 sound", "\0\0\0\x18ftypM4A \0\0\0\0isommp42"],
    ["a TIFF picture", "II*\0\x08\0\0\0\0\0\0\0"],
    ["a ZIP archive", "PK\x03\x04\x14\0\0\0\x08\0\0\0"],
    ["plain text", "just some words in a file"],
  ])("names %s in its refusal", async (name, content) => {
    const inspection = await inspect(bytesOf(content));
    expect(inspection).toMatchObject({ ok: false, reason: "not_an_accepted_type" });
    expect(inspection).toHaveProperty("detail", expect.stringContaining(name));
  });

  it("says in the refusal what is taken", async () => {
    const inspection = await inspect(bytesOf("BM picture of old"));
    const detail =
      "The file is a BMP picture, not JPEG, PNG, WebP, AVIF, GIF, HEIC, HEIF, MP4, WebM, QuickTime or PDF.";
    expect(inspection).toEqual({ ok: false, reason: "not_an_accepted_type", detail });
  });

  it("refuses a TIFF that sharp made, and an SVG of any length", async () => {
    const reason = "not_an_accepted_type";
    const tiff = await sharp({ create: { width: 5, height: 5, channels: 3, background: "red" } })
      .tiff()
      .toBuffer();
    expect(await inspect(tiff)).toMatchObject({ ok: false, reason });
    expect(await inspect(bytesOf("<svg>", "<g/>".repeat(100_000), "</svg>"))).toMatchObject({
      ok: false,
      reason,
    });
  });

  it("calls an empty file truncated", async () => {
    expect(await inspect(new Uint8Array())).toMatchObject({ ok: false, reason: "truncated" });
  });
});
