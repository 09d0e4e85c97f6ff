import { rgbaToThumbHash } from "thumbhash";
import { expect, it } from "vitest";
import { placeholderStyle } from "./placeholder";

function thumbhashOf(
  widthPx: number,
  heightPx: number,
  [r, g, b, a]: readonly [number, number, number, number],
) {
  const pixels = Uint8Array.from(
    { length: widthPx * heightPx * 4 },
    (_, index) => [r, g, b, a][index % 4] ?? 0,
  );
  return Buffer.from(rgbaToThumbHash(widthPx, heightPx, pixels)).toString("base64");
}

function bitmapOf(thumbhash: string): Buffer {
  const { backgroundImage } = placeholderStyle(thumbhash);
  const [, data = ""] = /base64,([^)]+)\)/.exec(String(backgroundImage)) ?? [];
  return Buffer.from(data, "base64");
}

it("is a small bitmap with the picture's ratio and colour", () => {
  const bitmap = bitmapOf(thumbhashOf(40, 20, [200, 80, 20, 255]));
  expect(bitmap.toString("latin1", 0, 2)).toBe("BM");
  expect([bitmap.readInt32LE(2), bitmap.readInt32LE(18)]).toEqual([bitmap.length, 8]);
  expect(bitmap.readInt32LE(22)).toBeGreaterThanOrEqual(-5);
  const [blue = 0, green = 0, red = 0] = bitmap.subarray(54);
  expect(Math.abs(red - 200) + Math.abs(green - 80) + Math.abs(blue - 20)).toBeLessThan(30);
});

it("is nothing for a picture that one can see through, and for one that has no thumbhash yet", () => {
  expect(placeholderStyle(thumbhashOf(20, 20, [200, 80, 20, 0]))).toEqual({});
  expect(placeholderStyle(null)).toEqual({});
});

it("takes a few hundred characters", () => {
  expect(String(placeholderStyle(thumbhashOf(30, 30, [1, 2, 3, 255])).backgroundImage).length).toBeLessThan(
    400,
  );
});
