import { expect, it } from "vitest";
import { pictureRatio, tileRatio } from "./tile-ratio";

it("keeps the ratio of an ordinary picture", () => {
  expect(tileRatio({ width: 4000, height: 3000 })).toBe(1.333);
  expect(tileRatio({ width: 3000, height: 4000 })).toBe(0.75);
});

it("bounds panoramas and strips", () => {
  expect(tileRatio({ width: 20_000, height: 1000 })).toBe(3);
  expect(tileRatio({ width: 10, height: 30_000 })).toBe(0.55);
});

it("takes a picture of unknown size for a square", () => {
  expect(pictureRatio({ width: null, height: 100 })).toBe(1);
  expect(tileRatio({ width: 0, height: 100 })).toBe(1);
});
