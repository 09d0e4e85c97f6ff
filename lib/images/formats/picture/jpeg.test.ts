import { beforeAll, describe, expect, it } from "vitest";
import {
  bytesOf,
  exifBlock,
  inserted,
  jpegSegment,
  overwritten,
  sampleFile,
  samplePicture,
} from "@/tests/support/sample-images";
import { byteSourceOf, type ByteSource } from "../byte-source";
import { inspectImage, type Inspection } from "../inspect-image";

const limits = { maxPixels: 40_000_000, maxFrames: 100, maxSidePx: 16_384 };
const inspect = (bytes: Uint8Array): Promise<Inspection> => inspectImage(byteSourceOf(bytes), limits);

let jpeg: Uint8Array;
let frameOffset: number;

beforeAll(async () => {
  jpeg = await sampleFile("jpeg", { widthPx: 64, heightPx: 40 });
  frameOffset = Buffer.from(jpeg).indexOf(Buffer.from([0xff, 0xc0]));
});

describe("a JPEG", () => {
  it.each([
    ["baseline", { progressive: false }],
    ["progressive", { progressive: true }],
    ["optimised by mozjpeg", { mozjpeg: true }],
    ["without subsampling", { chromaSubsampling: "4:4:4" }],
  ])("that is %s is taken", async (_, options) => {
    const bytes = await samplePicture({ widthPx: 61, heightPx: 47 }).jpeg(options).toBuffer();
    expect(await inspect(bytes)).toMatchObject({ ok: true, image: { widthPx: 61, heightPx: 47, frames: 1 } });
  });

  it.each(["cmyk", "b-w"])("in %s colours is taken", async (colours) => {
    const bytes = await samplePicture({ widthPx: 61, heightPx: 47 }).toColourspace(colours).jpeg().toBuffer();
    expect(await inspect(bytes)).toMatchObject({ ok: true, image: { filetype: "image/jpeg", widthPx: 61 } });
  });

  it("is measured in few reads when half a megabyte of profile and EXIF stands in front", async () => {
    const profile = Array.from({ length: 8 }, () =>
      jpegSegment(0xe2, bytesOf("ICC_PROFILE\0", new Uint8Array(65_000))),
    );
    const exif = jpegSegment(0xe1, bytesOf("Exif\0\0", exifBlock(6), new Uint8Array(60_000)));
    const bytes = inserted(jpeg, 2, bytesOf(...profile, exif));
    let reads = 0;
    const memory = byteSourceOf(bytes);
    const source: ByteSource = {
      ...memory,
      read: (offset, length) => ((reads += 1), memory.read(offset, length)),
    };
    expect(await inspectImage(source, limits)).toMatchObject({
      ok: true,
      image: { widthPx: 40, heightPx: 64, orientation: 6 },
    });
    expect(reads).toBeLessThanOrEqual(6);
  });

  it("follows the first EXIF block when it has several", async () => {
    const exif = (orientation: number) => jpegSegment(0xe1, bytesOf("Exif\0\0", exifBlock(orientation)));
    const xmp = jpegSegment(0xe1, bytesOf("http://ns.adobe.com/xap/1.0/\0<x/>"));
    const bytes = inserted(jpeg, 2, bytesOf(xmp, exif(8), exif(3)));
    expect(await inspect(bytes)).toMatchObject({ ok: true, image: { orientation: 8 } });
  });

  it("may have fill bytes in front of a marker", async () => {
    expect(await inspect(inserted(jpeg, 2, bytesOf(0xff, 0xff, 0xff)))).toMatchObject({ ok: true });
  });

  it.each([16, 50_000, 300_000])("may have %i bytes of a camera's notes behind its end", async (length) => {
    expect(await inspect(bytesOf(jpeg, new Uint8Array(length)))).toMatchObject({ ok: true });
  });

  it("above the size of one read is refused as truncated when its end is missing", async () => {
    const large = await samplePicture({ widthPx: 900, heightPx: 700 }).jpeg({ quality: 100 }).toBuffer();
    expect(large.byteLength).toBeGreaterThan(150_000);
    expect(await inspect(large)).toMatchObject({ ok: true });
    for (const kept of [2, 66_000, 140_000, large.byteLength - 1]) {
      expect(await inspect(large.subarray(0, kept))).toMatchObject({ ok: false, reason: "truncated" });
    }
  });

  it("is not complete by the end of the thumbnail in its EXIF block", async () => {
    const thumbnail = jpegSegment(0xe1, bytesOf("Exif\0\0", exifBlock(1), 0xff, 0xd8, 0xff, 0xd9));
    const bytes = inserted(jpeg, 2, thumbnail);
    expect(await inspect(bytes.subarray(0, bytes.byteLength - 2))).toMatchObject({
      ok: false,
      reason: "truncated",
    });
  });

  it.each([0xc3, 0xc5, 0xc9, 0xca, 0xcb, 0xcf])("of the unusual kind %i is refused", async (marker) => {
    const bytes = overwritten(jpeg, frameOffset + 1, bytesOf(marker));
    expect(await inspect(bytes)).toMatchObject({ ok: false, reason: "not_an_accepted_type" });
  });

  it.each([
    ["12 bits a channel", 4, 12, "not_an_accepted_type"],
    ["five channels", 9, 5, "malformed"],
    ["a frame header of another length", 3, 20, "malformed"],
  ])("with %s is refused", async (_, offset, value, reason) => {
    const bytes = overwritten(jpeg, frameOffset + offset, bytesOf(value));
    expect(await inspect(bytes)).toMatchObject({ ok: false, reason });
  });

  it.each([
    ["no height", 5],
    ["no width", 7],
  ])("with %s is refused", async (_, offset) => {
    const bytes = overwritten(jpeg, frameOffset + offset, bytesOf(0, 0));
    expect(await inspect(bytes)).toMatchObject({ ok: false, reason: "malformed" });
  });

  it("that claims 65535 x 65535 pixels is refused for its pixels", async () => {
    const bytes = overwritten(jpeg, frameOffset + 5, bytesOf(255, 255, 255, 255));
    expect(await inspect(bytes)).toMatchObject({ ok: false, reason: "too_many_pixels" });
  });

  it.each([
    ["no picture", bytesOf(0xff, 0xd8, 0xff, 0xd9)],
    [
      "a page of HTML behind its first bytes",
      bytesOf(0xff, 0xd8, 0xff, "<html><script>alert(1)</script></html>"),
    ],
    ["a segment shorter than its length field", bytesOf(0xff, 0xd8, 0xff, 0xe0, 0, 1, 0xff, 0xd9)],
    ["a restart marker before the picture", bytesOf(0xff, 0xd8, 0xff, 0xd0, 0xff, 0xd9, 0, 0)],
    ["a scan without a frame", bytesOf(0xff, 0xd8, 0xff, 0xda, 0, 2, 0xff, 0xd9)],
  ])("with %s is refused as malformed", async (_, bytes) => {
    expect(await inspect(bytes)).toMatchObject({ ok: false, reason: "malformed" });
  });

  it("with two frame headers is refused as malformed", async () => {
    const frame = jpeg.subarray(frameOffset, frameOffset + 19);
    expect(await inspect(inserted(jpeg, frameOffset, frame))).toMatchObject({
      ok: false,
      reason: "malformed",
    });
  });

  it("made of nothing but endless segments is given up", async () => {
    const empty = jpegSegment(0xe5, new Uint8Array());
    const bytes = inserted(jpeg, 2, bytesOf(...Array.from({ length: 10_000 }, () => empty)));
    expect(await inspect(bytes)).toMatchObject({ ok: false, reason: "malformed" });
    const large = Array.from({ length: 20 }, () => jpegSegment(0xe5, new Uint8Array(65_000)));
    const inspection = await inspectImage(byteSourceOf(inserted(jpeg, 2, bytesOf(...large))), {
      ...limits,
      maxReadBytes: 500_000,
    });
    expect(inspection).toMatchObject({ ok: false, reason: "malformed" });
  });
});
