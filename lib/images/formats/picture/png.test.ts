import { beforeAll, describe, expect, it } from "vitest";
import {
  bytesOf,
  exifBlock,
  inserted,
  overwritten,
  pngChunk,
  pngHeader,
  pngSignature,
  sampleFile,
  samplePicture,
  uint32,
} from "@/tests/support/sample-images";
import { byteSourceOf } from "../byte-source";
import { inspectImage, type Inspection } from "../inspect-image";

const limits = { maxPixels: 40_000_000, maxFrames: 100, maxSidePx: 16_384 };
const inspect = (bytes: Uint8Array): Promise<Inspection> => inspectImage(byteSourceOf(bytes), limits);

const afterHeader = 8 + 25;
const pixels = pngChunk("IDAT", bytesOf(1, 2, 3));
const end = pngChunk("IEND", new Uint8Array());
let png: Uint8Array;

beforeAll(async () => {
  png = await sampleFile("png", { widthPx: 33, heightPx: 21 });
});

describe("a PNG", () => {
  it("is taken in 16 bits a channel, in grey, with a palette, with alpha and interlaced", async () => {
    const picture = samplePicture({ widthPx: 30, heightPx: 20, alpha: true });
    const files = [
      await picture.clone().toColourspace("rgb16").png().toBuffer(),
      await picture.clone().toColourspace("grey16").png().toBuffer(),
      await picture.clone().toColourspace("b-w").png().toBuffer(),
      await picture.clone().png({ palette: true, colours: 4 }).toBuffer(),
      await picture.clone().png({ progressive: true }).toBuffer(),
    ];
    for (const file of files) {
      expect(await inspect(file)).toMatchObject({
        ok: true,
        image: { filetype: "image/png", widthPx: 30, heightPx: 20 },
      });
    }
  });

  it("is turned by an EXIF chunk before its pixels", async () => {
    const bytes = inserted(png, afterHeader, pngChunk("eXIf", exifBlock(5, { littleEndian: false })));
    expect(await inspect(bytes)).toMatchObject({
      ok: true,
      image: { widthPx: 21, heightPx: 33, orientation: 5 },
    });
  });

  it("is animated when it says that it has several frames", async () => {
    const animation = (frames: number) =>
      inserted(png, afterHeader, pngChunk("acTL", bytesOf(uint32(frames), uint32(0))));
    expect(await inspect(animation(7))).toMatchObject({ ok: true, image: { frames: 7, animated: true } });
    expect(await inspect(animation(1))).toMatchObject({ ok: true, image: { frames: 1, animated: false } });
    expect(await inspect(animation(0))).toMatchObject({ ok: false, reason: "malformed" });
    expect(await inspect(animation(101))).toMatchObject({ ok: false, reason: "too_many_frames" });
    expect(await inspect(animation(4_294_967_295))).toMatchObject({ ok: false, reason: "too_many_frames" });
  });

  it.each([
    [60_000, 60_000],
    [16_385, 1],
    [7_000, 7_000],
    [2_147_483_647, 2_147_483_647],
  ])("that claims %i x %i pixels is refused for its pixels", async (widthPx, heightPx) => {
    const bytes = bytesOf(pngSignature, pngHeader(widthPx, heightPx), pixels, end);
    expect(await inspect(bytes)).toMatchObject({ ok: false, reason: "too_many_pixels" });
  });

  it.each([
    ["no width", pngHeader(0, 5)],
    ["no height", pngHeader(5, 0)],
    ["more pixels than PNG can count", pngHeader(0x8000_0000, 5)],
    ["an impossible bit depth", pngHeader(5, 5, { bitDepth: 3 })],
    ["a bit depth that its colours do not have", pngHeader(5, 5, { bitDepth: 4, colourType: 2 })],
    ["an impossible colour type", pngHeader(5, 5, { colourType: 5 })],
    ["a palette type without a palette", pngHeader(5, 5, { colourType: 3 })],
    ["a wrong checksum", overwritten(pngHeader(5, 5), 11, bytesOf(6))],
    ["a header of another length", pngChunk("IHDR", new Uint8Array(14))],
    ["another chunk first", bytesOf(pngChunk("tEXt", bytesOf("a\0b")), pngHeader(5, 5))],
    ["HTML behind its signature", bytesOf("<html><script>alert(1)</script></html>")],
    ["two headers", bytesOf(pngHeader(5, 5), pngHeader(6, 6))],
    ["its end before its pixels", bytesOf(pngHeader(5, 5), end)],
    ["bytes between its chunks", bytesOf(pngHeader(5, 5), "<?php eval(1) ?>")],
    ["a chunk of an impossible length", bytesOf(pngHeader(5, 5), uint32(0xffff_ffff), "tEXt")],
  ])("with %s is refused as malformed", async (_, header) => {
    expect(await inspect(bytesOf(pngSignature, header, pixels, end))).toMatchObject({
      ok: false,
      reason: "malformed",
    });
  });

  it("in Apple's own variant is refused as another type", async () => {
    const bytes = bytesOf(pngSignature, pngChunk("CgBI", uint32(0)), pngHeader(5, 5), pixels, end);
    expect(await inspect(bytes)).toMatchObject({ ok: false, reason: "not_an_accepted_type" });
  });

  it.each([40, 500_000])("may have %i bytes behind its end", async (length) => {
    expect(await inspect(bytesOf(png, new Uint8Array(length)))).toMatchObject({ ok: true });
  });

  it("whose chunk reaches beyond the file is refused as truncated", async () => {
    const bytes = bytesOf(pngSignature, pngHeader(5, 5), uint32(1_000_000), "IDAT", new Uint8Array(100));
    expect(await inspect(bytes)).toMatchObject({ ok: false, reason: "truncated" });
  });

  it("made of nothing but tiny chunks is given up", async () => {
    const tiny = pngChunk("teSt", new Uint8Array());
    const many = bytesOf(...Array.from({ length: 60_000 }, () => tiny));
    expect(await inspect(inserted(png, afterHeader, many))).toMatchObject({ ok: false, reason: "malformed" });
  });
});
