import { beforeAll, describe, expect, it } from "vitest";
import { heifFile, type HeifParts, sizeProperty } from "@/tests/support/sample-heif";
import {
  bytesOf,
  isoBox,
  overwritten,
  sampleFile,
  samplePicture,
  uint32,
} from "@/tests/support/sample-images";
import { byteSourceOf } from "../byte-source";
import { inspectImage, type Inspection } from "../inspect-image";

const limits = { maxPixels: 40_000_000, maxFrames: 20, maxSidePx: 16_384 };
const inspect = (bytes: Uint8Array): Promise<Inspection> => inspectImage(byteSourceOf(bytes), limits);

let stream: Uint8Array;

beforeAll(async () => {
  const still = Buffer.from(await sampleFile("avif", { widthPx: 64, heightPx: 40 }));
  stream = still.subarray(still.indexOf("mdat") + 4);
});

const rotation = (quarters: number) => isoBox("irot", quarters);
const mirror = (axis: number) => isoBox("imir", axis);

const avifOf = (parts: Partial<HeifParts> = {}): Uint8Array =>
  heifFile({
    brands: "avif\0\0\0\0avifmif1miaf",
    itemType: "av01",
    stream,
    properties: [sizeProperty()],
    ...parts,
  });

describe("an AVIF", () => {
  it("is taken with alpha, lossless, in 10 bits and in 4:4:4", async () => {
    for (const options of [
      { lossless: true },
      { quality: 40 },
      { bitdepth: 10 },
      { chromaSubsampling: "4:4:4" },
    ] as const) {
      for (const alpha of [true, false]) {
        const bytes = await samplePicture({ widthPx: 35, heightPx: 23, alpha }).avif(options).toBuffer();
        const image = { filetype: "image/avif", widthPx: 35, heightPx: 23, frames: 1, orientation: 1 };
        expect(await inspect(bytes)).toMatchObject({ ok: true, image });
      }
    }
  });

  it("laid out by hand is taken, so the refusals below are for what they change", async () => {
    expect(await inspect(avifOf())).toMatchObject({
      ok: true,
      image: { widthPx: 64, heightPx: 40, orientation: 1 },
    });
  });

  it.each<[string, Uint8Array[], number, number, number]>([
    ["a quarter turn anticlockwise", [rotation(1)], 8, 40, 64],
    ["half a turn", [rotation(2)], 3, 64, 40],
    ["a quarter turn clockwise", [rotation(3)], 6, 40, 64],
    ["top and bottom swapped", [mirror(0)], 4, 64, 40],
    ["left and right swapped", [mirror(1)], 2, 64, 40],
    ["a turn, then a mirroring", [rotation(1), mirror(0)], 5, 40, 64],
    ["a mirroring, then a turn", [mirror(0), rotation(1)], 7, 40, 64],
  ])("with %s is turned so", async (_, turns, orientation, widthPx, heightPx) => {
    const bytes = avifOf({ properties: [sizeProperty(), ...turns] });
    expect(await inspect(bytes)).toMatchObject({ ok: true, image: { orientation, widthPx, heightPx } });
  });

  it("is as large as its crop, and is turned after it", async () => {
    const numbers = [30, 1, 20, 1, 0, 1, 0, 1].map(uint32);
    const crop = isoBox("clap", ...numbers);
    const bytes = avifOf({ properties: [sizeProperty(), crop, rotation(1)] });
    expect(await inspect(bytes)).toMatchObject({ ok: true, image: { widthPx: 20, heightPx: 30 } });
  });

  it.each<[string, number[]]>([
    ["larger than the picture", [65, 1, 20, 1]],
    ["of no width", [0, 1, 20, 1]],
    ["divided by nothing", [30, 0, 20, 1]],
  ])("with a crop %s is refused as malformed", async (_, numbers) => {
    const crop = isoBox("clap", ...[...numbers, 0, 1, 0, 1].map(uint32));
    const bytes = avifOf({ properties: [sizeProperty(), crop] });
    expect(await inspect(bytes)).toMatchObject({ ok: false, reason: "malformed" });
  });

  it("of only the general brand is taken for the HEIF file that it is", async () => {
    const inspection = await inspect(avifOf({ brands: "mif1\0\0\0\0mif1miaf" }));
    expect(inspection).toMatchObject({ ok: true, image: { filetype: "image/heif" } });
  });

  it.each([
    ["HEVC", "avif\0\0\0\0avifmif1", "hvc1"],
    ["JPEG", "avif\0\0\0\0avif", "jpeg"],
  ])("with a picture coded in %s is refused as another type", async (_, brands, itemType) => {
    expect(await inspect(avifOf({ brands, itemType }))).toMatchObject({
      ok: false,
      reason: "not_an_accepted_type",
    });
  });

  it("that says to be smaller or larger than its stream is refused as malformed", async () => {
    for (const property of [sizeProperty(1, 1), sizeProperty(64, 41), sizeProperty(4000, 4000)]) {
      expect(await inspect(avifOf({ properties: [property] }))).toMatchObject({
        ok: false,
        reason: "malformed",
      });
    }
  });

  it.each<[string, Partial<HeifParts>]>([
    ["no size", { properties: [rotation(0)] }],
    ["a size of nothing", { properties: [sizeProperty(0, 40)] }],
    ["a property that it does not have", { associated: [9] }],
    ["a primary item that it does not have", { primaryId: 2 }],
    ["no primary item", { missing: "pitm" }],
    ["no properties", { missing: "iprp" }],
    ["no items", { missing: "iinf" }],
    ["no places", { missing: "iloc" }],
    ["a size property cut short", { properties: [isoBox("ispe", uint32(0), uint32(64))] }],
    ["a box larger than its parent", { properties: [overwritten(sizeProperty(), 0, uint32(5000))] }],
    ["a box of size 0 within another", { properties: [overwritten(sizeProperty(), 0, uint32(0))] }],
    ["a box smaller than its header", { properties: [overwritten(sizeProperty(), 0, uint32(7))] }],
  ])("with %s is refused as malformed", async (_, parts) => {
    expect(await inspect(avifOf(parts))).toMatchObject({ ok: false, reason: "malformed" });
  });

  it("may have a last box that reaches to the end of the file by its size of 0", async () => {
    const bytes = avifOf();
    const mdat = bytes.byteLength - stream.byteLength - 8;
    expect(await inspect(overwritten(bytes, mdat, uint32(0)))).toMatchObject({ ok: true });
  });

  it.each<[string, Uint8Array, string]>([
    ["smaller than its header", bytesOf(uint32(4), "free"), "malformed"],
    ["larger than the file", bytesOf(uint32(0xffff_fff0), "free"), "truncated"],
    ["of 2^63 bytes", bytesOf(uint32(1), "free", uint32(0x8000_0000), uint32(0)), "truncated"],
    ["of 2^64 - 8 bytes", bytesOf(uint32(1), "free", uint32(0xffff_ffff), uint32(0xffff_fff8)), "truncated"],
    [
      "whose large size is smaller than its header",
      bytesOf(uint32(1), "free", uint32(0), uint32(9)),
      "malformed",
    ],
    ["of which half the header is there", bytesOf(uint32(8), "fr"), "truncated"],
  ])("with a box behind it that is %s is refused as %s", async (_name, behind, reason) => {
    expect(await inspect(avifOf({ behind }))).toMatchObject({ ok: false, reason });
  });

  it("made of nothing but empty boxes is given up", async () => {
    const behind = bytesOf(...Array.from({ length: 5000 }, () => isoBox("free")));
    expect(await inspect(avifOf({ behind }))).toMatchObject({ ok: false, reason: "malformed" });
  });

  it("has the frames of its sequence counted", async () => {
    const movieOf = (frames: number): Uint8Array => {
      const handler = isoBox("hdlr", uint32(0), uint32(0), "pict", new Uint8Array(13));
      const table = isoBox("stbl", isoBox("stsz", uint32(0), uint32(0), uint32(frames)));
      return isoBox("moov", isoBox("mvhd"), isoBox("trak", isoBox("mdia", handler, isoBox("minf", table))));
    };
    const sequence = (frames: number) =>
      avifOf({ brands: "avis\0\0\0\0avisavifmif1", behind: movieOf(frames) });
    expect(await inspect(sequence(12))).toMatchObject({ ok: true, image: { frames: 12, animated: true } });
    expect(await inspect(sequence(21))).toMatchObject({ ok: false, reason: "too_many_frames" });
    const empty = avifOf({ behind: isoBox("moov", isoBox("mvhd")) });
    expect(await inspect(empty)).toMatchObject({ ok: false, reason: "malformed" });
  });
});
