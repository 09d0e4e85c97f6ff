import { describe, expect, it } from "vitest";
import { type Mp4Parts, sampleMp4 } from "@/tests/support/sample-files";
import { bytesOf, isoBox, overwritten, uint32 } from "@/tests/support/sample-images";
import { byteSourceOf, type ByteSource } from "../byte-source";
import { inspectImage, type Inspection } from "../inspect-image";

const limits = { maxPixels: 40_000_000, maxFrames: 20, maxSidePx: 16_384 };
const inspect = (bytes: Uint8Array): Promise<Inspection> => inspectImage(byteSourceOf(bytes), limits);

describe("an MP4", () => {
  it("is measured and timed, whether its description stands behind or in front of its pictures", async () => {
    const image = { kind: "video", filetype: "video/mp4", widthPx: 64, heightPx: 40, durationMs: 2500 };
    for (const samplesFirst of [true, false]) {
      expect(await inspect(sampleMp4({ samplesFirst }))).toEqual({ ok: true, image });
    }
  });

  it("of QuickTime's brand is a QuickTime film", async () => {
    const inspection = await inspect(sampleMp4({ brands: "qt  \0\0\0\0qt  " }));
    expect(inspection).toMatchObject({ ok: true, image: { filetype: "video/quicktime", durationMs: 2500 } });
  });

  it("is as large as it is shown: stretched, and turned by its matrix", async () => {
    const shown = { widthPx: 80, heightPx: 40 };
    expect(await inspect(sampleMp4({ shown }))).toMatchObject({ image: { widthPx: 80, heightPx: 40 } });
    const turned = await inspect(sampleMp4({ shown, isTurned: true }));
    expect(turned).toMatchObject({ image: { widthPx: 40, heightPx: 80 } });
    const unsaid = await inspect(sampleMp4({ shown: { widthPx: 0, heightPx: 0 } }));
    expect(unsaid).toMatchObject({ image: { widthPx: 64, heightPx: 40 } });
  });

  it("in fragments may leave open how long it lasts", async () => {
    const inspection = await inspect(sampleMp4({ isFragmented: true, units: 0, samplesFirst: false }));
    expect(inspection).toMatchObject({ ok: true, image: { durationMs: null } });
  });

  it("in thousands of fragments is not walked through", async () => {
    const fragment = bytesOf(isoBox("moof"), isoBox("mdat", "coded pictures"));
    const fragments = Array.from({ length: 5_000 }, () => fragment);
    const start = sampleMp4({ isFragmented: true, units: 0, samplesFirst: false });
    expect(await inspect(bytesOf(start, ...fragments))).toMatchObject({ ok: true });
  });

  it("of 5 GiB costs a few small reads", async () => {
    const { source, reads } = hugeFilm();
    const inspection = await inspectImage(source, limits);
    expect(inspection).toMatchObject({ ok: true, image: { widthPx: 64, durationMs: 2500 } });
    expect(reads.count).toBeLessThan(5);
    expect(reads.bytes).toBeLessThan(200_000);
  });

  it.each([true, false])("cut short anywhere is refused as truncated", async (samplesFirst) => {
    const bytes = sampleMp4({ samplesFirst });
    for (let length = 0; length < bytes.byteLength; length += 1) {
      const inspection = await inspect(bytes.subarray(0, length));
      expect(inspection, `${length} bytes`).toMatchObject({ ok: false, reason: "truncated" });
    }
  });

  it.each<[string, Mp4Parts, string]>([
    ["no description", { missing: "moov" }, "truncated"],
    ["no pictures", { missing: "mdat" }, "truncated"],
    ["pictures of no bytes", { samples: new Uint8Array() }, "truncated"],
    ["sound only", { handler: "soun" }, "not_an_accepted_type"],
    ["no track", { missing: "trak" }, "not_an_accepted_type"],
    ["no length", { missing: "mvhd" }, "malformed"],
    ["a length of nothing", { units: 0 }, "malformed"],
    ["an unknown length that is no live recording", { units: 0xffff_ffff }, "malformed"],
    ["a length beyond all films", { units: 0xffff_fff0, unitsPerSecond: 1 }, "malformed"],
    ["time counted in nothing", { unitsPerSecond: 0 }, "malformed"],
    ["no description of its coding", { missing: "stsd" }, "malformed"],
    ["no pixels", { widthPx: 0 }, "malformed"],
    [
      "more pixels than are taken",
      { widthPx: 20_000, shown: { widthPx: 64, heightPx: 40 } },
      "too_many_pixels",
    ],
    ["a shown size larger than is taken", { shown: { widthPx: 60_000, heightPx: 40 } }, "too_many_pixels"],
  ])("with %s is refused", async (_, parts, reason) => {
    expect(await inspect(sampleMp4(parts))).toMatchObject({ ok: false, reason });
  });

  it("with a box larger than its parent is refused as malformed", async () => {
    const bytes = sampleMp4();
    const track = Buffer.from(bytes).indexOf("trak") - 4;
    expect(await inspect(overwritten(bytes, track, uint32(5000)))).toMatchObject({
      ok: false,
      reason: "malformed",
    });
  });
});

/** A film whose pictures are 5 GiB of nothing, given without holding them. */
function hugeFilm(): { source: ByteSource; reads: { count: number; bytes: number } } {
  const whole = Buffer.from(sampleMp4());
  const pictures = whole.indexOf("mdat") - 4;
  const description = whole.subarray(whole.indexOf("moov") - 4);
  const picturesBytes = 5 * 1024 ** 3;
  const size = Buffer.alloc(8);
  size.writeBigUInt64BE(BigInt(picturesBytes));
  const start = Buffer.from(bytesOf(whole.subarray(0, pictures), uint32(1), "mdat", size));
  const descriptionOffset = pictures + picturesBytes;
  const reads = { count: 0, bytes: 0 };
  const source: ByteSource = {
    sizeBytes: descriptionOffset + description.byteLength,
    read(offset, length) {
      reads.count += 1;
      reads.bytes += length;
      const bytes = Buffer.alloc(length);
      if (offset < start.byteLength) start.copy(bytes, 0, offset);
      if (offset + length > descriptionOffset) {
        description.copy(
          bytes,
          Math.max(0, descriptionOffset - offset),
          Math.max(0, offset - descriptionOffset),
        );
      }
      return Promise.resolve(bytes);
    },
  };
  return { source, reads };
}
