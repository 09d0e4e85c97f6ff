import { beforeAll, describe, expect, it } from "vitest";
import {
  bytesOf,
  exifBlock,
  littleEndian,
  overwritten,
  sampleAnimation,
  sampleFile,
  samplePicture,
  webpChunk,
  webpFile,
} from "@/tests/support/sample-images";
import { byteSourceOf } from "../byte-source";
import { inspectImage, type Inspection } from "../inspect-image";

const limits = { maxPixels: 40_000_000, maxFrames: 20, maxSidePx: 16_384 };
const inspect = (bytes: Uint8Array): Promise<Inspection> => inspectImage(byteSourceOf(bytes), limits);

let webp: Uint8Array;
let picture: Uint8Array;

beforeAll(async () => {
  webp = await sampleFile("webp", { widthPx: 33, heightPx: 21 });
  picture = webp.subarray(12);
});

type Canvas = {
  flags?: number;
  widthPx?: number;
  heightPx?: number;
};

const canvas = ({ flags = 0, widthPx = 33, heightPx = 21 }: Canvas = {}): Uint8Array =>
  webpChunk("VP8X", bytesOf(flags, 0, 0, 0, littleEndian(widthPx - 1, 3), littleEndian(heightPx - 1, 3)));

const frame = (leftPx: number, topPx: number, widthPx: number, heightPx: number): Uint8Array => {
  const numbers = [leftPx / 2, topPx / 2, widthPx - 1, heightPx - 1, 100].map((value) =>
    littleEndian(value, 3),
  );
  return webpChunk("ANMF", bytesOf(...numbers, 0, picture));
};

const animated = 0x02;
const hasExif = 0x08;

describe("a WebP", () => {
  it("is taken lossy, lossless, nearly lossless and with alpha", async () => {
    for (const options of [{ quality: 50 }, { lossless: true }, { nearLossless: true }]) {
      for (const alpha of [true, false]) {
        const bytes = await samplePicture({ widthPx: 35, heightPx: 23, alpha }).webp(options).toBuffer();
        const image = { filetype: "image/webp", widthPx: 35, heightPx: 23, frames: 1, animated: false };
        expect(await inspect(bytes)).toMatchObject({ ok: true, image });
      }
    }
  });

  it("has the frames of its animation counted", async () => {
    const bytes = await sampleAnimation("webp", { widthPx: 30, heightPx: 20, frames: 9 });
    expect(await inspect(bytes)).toMatchObject({
      ok: true,
      image: { frames: 9, animated: true, heightPx: 20 },
    });
  });

  it("with more frames than are allowed is refused without reading the rest", async () => {
    const bytes = webpFile(
      canvas({ flags: animated }),
      ...Array.from({ length: 21 }, () => frame(0, 0, 33, 21)),
    );
    expect(await inspect(bytes)).toMatchObject({ ok: false, reason: "too_many_frames" });
  });

  it("is turned by its EXIF chunk, with or without the prefix, if its header announces one", async () => {
    const exif = exifBlock(8);
    for (const block of [exif, bytesOf("Exif\0\0", exif)]) {
      const bytes = webpFile(canvas({ flags: hasExif }), picture, webpChunk("EXIF", block));
      expect(await inspect(bytes)).toMatchObject({
        ok: true,
        image: { orientation: 8, widthPx: 21, heightPx: 33 },
      });
    }
    const unannounced = webpFile(canvas(), picture, webpChunk("EXIF", exif));
    expect(await inspect(unannounced)).toMatchObject({ ok: true, image: { orientation: 1 } });
  });

  it.each([
    [2, "truncated"],
    [1_000_000, "truncated"],
    [4_000_000_000, "truncated"],
    [-2, "malformed"],
    [-40, "malformed"],
  ])("whose stated length is off by %i is refused as %s", async (difference, reason) => {
    const bytes = overwritten(webp, 4, littleEndian(webp.byteLength - 8 + difference, 4));
    expect(await inspect(bytes)).toMatchObject({ ok: false, reason });
  });

  it("with bytes behind its end is refused as malformed", async () => {
    expect(await inspect(bytesOf(webp, "<script>alert(1)</script>"))).toMatchObject({
      ok: false,
      reason: "malformed",
    });
  });

  it.each<[string, () => Uint8Array]>([
    ["a canvas larger than its picture", () => webpFile(canvas({ widthPx: 3000 }), picture)],
    ["a canvas smaller than its picture", () => webpFile(canvas({ heightPx: 3 }), picture)],
    ["two pictures", () => webpFile(canvas(), picture, picture)],
    ["a canvas and no picture", () => webpFile(canvas())],
    ["an animation without frames", () => webpFile(canvas({ flags: animated }), picture)],
    ["a frame beyond its canvas", () => webpFile(canvas({ flags: animated }), frame(2, 0, 33, 21))],
    [
      "a frame too short to be one",
      () => webpFile(canvas({ flags: animated }), webpChunk("ANMF", new Uint8Array(8))),
    ],
    ["an unknown chunk first", () => webpFile(webpChunk("JUNK", bytesOf("hello")), picture)],
    ["a chunk longer than the file says", () => overwritten(webp, 16, littleEndian(0xffff_ffff, 4))],
    ["half a chunk header at its end", () => webpFile(canvas(), picture, bytesOf("EX"))],
    ["another start code", () => overwritten(webp, 23, bytesOf("<ht"))],
    ["a picture that depends on another one", () => overwritten(webp, 20, bytesOf((webp[20] ?? 0) | 1))],
    ["no width", () => overwritten(webp, 26, bytesOf(0, 0))],
    [
      "a lossless picture of an unknown version",
      () => webpFile(webpChunk("VP8L", bytesOf(0x2f, 0, 0, 0, 0xe0, 0))),
    ],
    ["a picture of no bytes", () => webpFile(webpChunk("VP8 ", new Uint8Array()))],
  ])("with %s is refused as malformed", async (_, make) => {
    expect(await inspect(make())).toMatchObject({ ok: false, reason: "malformed" });
  });

  it("whose canvas claims more than is allowed is refused for its pixels", async () => {
    const bytes = webpFile(
      canvas({ flags: animated, widthPx: 16_777_216, heightPx: 255 }),
      frame(0, 0, 33, 21),
    );
    expect(await inspect(bytes)).toMatchObject({ ok: false, reason: "too_many_pixels" });
  });

  it("made of nothing but empty chunks is given up", async () => {
    const empty = webpChunk("JUNK", new Uint8Array());
    const bytes = webpFile(canvas(), picture, ...Array.from({ length: 60_000 }, () => empty));
    expect(await inspect(bytes)).toMatchObject({ ok: false, reason: "malformed" });
  });
});
