import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bytesOf, exifBlock, overwritten } from "@/tests/support/sample-images";
import { orientationFromExif } from "./exif-orientation";

describe("the orientation in an EXIF block", () => {
  it.each([1, 2, 3, 4, 5, 6, 7, 8])(
    "%i is read in both byte orders, with and without the EXIF prefix",
    (value) => {
      for (const littleEndian of [true, false]) {
        const block = exifBlock(value, { littleEndian });
        expect(orientationFromExif(block)).toBe(value);
        expect(orientationFromExif(bytesOf("Exif\0\0", block))).toBe(value);
      }
    },
  );

  it.each([0, 9, 255, 65_535])("%i means upright", (value) => {
    expect(orientationFromExif(exifBlock(value))).toBe(1);
  });

  it("is upright where the block is cut short, has no directory or another type of number", () => {
    const block = exifBlock(6);
    for (let length = 0; length < 20; length += 1)
      expect(orientationFromExif(block.subarray(0, length))).toBe(1);
    expect(orientationFromExif(overwritten(block, 4, bytesOf(255, 255, 255, 255)))).toBe(1);
    expect(orientationFromExif(overwritten(block, 12, bytesOf(4)))).toBe(1);
    expect(orientationFromExif(overwritten(block, 0, bytesOf("XX")))).toBe(1);
  });

  it("is one of eight for any bytes", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), fc.boolean(), (noise, little) => {
        const start = little ? bytesOf("II*\0") : bytesOf("MM\0*");
        expect([1, 2, 3, 4, 5, 6, 7, 8]).toContain(orientationFromExif(bytesOf(start, noise)));
      }),
    );
  });
});
