import { beforeAll, describe, expect, it } from "vitest";
import { cpuMsSince } from "@/tests/support/cpu-time";
import {
  bytesOf,
  littleEndian,
  overwritten,
  sampleAnimation,
  sampleFile,
} from "@/tests/support/sample-images";
import { byteSourceOf } from "../byte-source";
import { inspectImage, type Inspection } from "../inspect-image";

const limits = { maxPixels: 40_000_000, maxFrames: 20, maxSidePx: 16_384 };
const inspect = (bytes: Uint8Array): Promise<Inspection> => inspectImage(byteSourceOf(bytes), limits);

const screen = (widthPx: number, heightPx: number, version = "89a"): Uint8Array =>
  bytesOf(
    "GIF",
    version,
    littleEndian(widthPx, 2),
    littleEndian(heightPx, 2),
    0x80,
    0,
    0,
    0,
    0,
    0,
    255,
    255,
    255,
  );

const frame = (leftPx: number, topPx: number, widthPx: number, heightPx: number): Uint8Array => {
  const numbers = [leftPx, topPx, widthPx, heightPx].map((value) => littleEndian(value, 2));
  return bytesOf(0x2c, ...numbers, 0, 2, 2, 0x4c, 0x01, 0);
};

const trailer = bytesOf(";");
let gif: Uint8Array;

beforeAll(async () => {
  gif = await sampleFile("gif", { widthPx: 33, heightPx: 21 });
});

describe("a GIF", () => {
  it.each(["87a", "89a"])("of version %s is taken", async (version) => {
    const bytes = bytesOf(screen(5, 4, version), frame(0, 0, 5, 4), trailer);
    const image = {
      filetype: "image/gif",
      widthPx: 5,
      heightPx: 4,
      frames: 1,
      animated: false,
      orientation: 1,
    };
    expect(await inspect(bytes)).toEqual({ ok: true, image: { kind: "image", durationMs: null, ...image } });
  });

  it("has the frames of its animation counted", async () => {
    const bytes = await sampleAnimation("gif", { widthPx: 30, heightPx: 20, frames: 9 });
    expect(await inspect(bytes)).toMatchObject({
      ok: true,
      image: { frames: 9, animated: true, heightPx: 20 },
    });
  });

  it("with more frames than are allowed is refused", async () => {
    const frames = Array.from({ length: 21 }, () => frame(0, 0, 5, 4));
    expect(await inspect(bytesOf(screen(5, 4), ...frames, trailer))).toMatchObject({
      reason: "too_many_frames",
    });
  });

  it.each([
    [0, 0],
    [3, 4],
  ])("whose screen says %i x %i is as large as its first frame", async (widthPx, heightPx) => {
    const bytes = bytesOf(screen(widthPx, heightPx), frame(1, 2, 30, 20), trailer);
    expect(await inspect(bytes)).toMatchObject({ ok: true, image: { widthPx: 31, heightPx: 22 } });
  });

  it("whose screen or first frame is 65535 x 65535 is refused for its pixels", async () => {
    const reason = "too_many_pixels";
    expect(await inspect(bytesOf(screen(65_535, 65_535), frame(0, 0, 5, 4), trailer))).toMatchObject({
      reason,
    });
    expect(await inspect(bytesOf(screen(5, 4), frame(0, 0, 65_535, 65_535), trailer))).toMatchObject({
      reason,
    });
  });

  it.each<[string, Uint8Array]>([
    [
      "a second frame beyond its screen",
      bytesOf(screen(5, 4), frame(0, 0, 5, 4), frame(1, 0, 5, 4), trailer),
    ],
    ["a frame of no pixels", bytesOf(screen(5, 4), frame(0, 0, 0, 4), trailer)],
    ["no frame", bytesOf(screen(5, 4), trailer)],
    ["a script in its first bytes", bytesOf("GIF89a/*", new Uint8Array(30), "*/=1;alert(document.domain)//")],
    ["an assignment in its first bytes", bytesOf("GIF89a=1;alert(document.domain);//", new Uint8Array(40))],
    ["HTML behind its screen", bytesOf(screen(5, 4), "<script>alert(1)</script>")],
    [
      "an impossible way of packing",
      overwritten(bytesOf(screen(5, 4), frame(0, 0, 5, 4), trailer), 29, bytesOf(12)),
    ],
  ])("with %s is refused as malformed", async (_, bytes) => {
    expect(await inspect(bytes)).toMatchObject({ ok: false, reason: "malformed" });
  });

  it("without a trailer is refused as truncated", async () => {
    expect(await inspect(gif.subarray(0, gif.byteLength - 1))).toMatchObject({
      ok: false,
      reason: "truncated",
    });
  });

  it("may have bytes behind its trailer", async () => {
    expect(await inspect(bytesOf(gif, "\r\n"))).toMatchObject({ ok: true });
  });

  it("made of millions of tiny blocks ends quickly", async () => {
    const oneByteBlocks = new Uint8Array(8_000_000).fill(1);
    const packed = bytesOf(screen(5, 4), 0x21, 0xfe, oneByteBlocks, 0, frame(0, 0, 5, 4), trailer);
    const before = process.cpuUsage();
    expect(await inspect(packed)).toMatchObject({ ok: true });
    const emptyComment = bytesOf(0x21, 0xfe, 0);
    const comments = bytesOf(screen(5, 4), ...Array.from({ length: 60_000 }, () => emptyComment), trailer);
    expect(await inspect(comments)).toMatchObject({ ok: false, reason: "malformed" });
    expect(cpuMsSince(before)).toBeLessThan(5_000);
  });
});
