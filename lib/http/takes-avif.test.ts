import { expect, it } from "vitest";
import { takesAvif } from "./takes-avif";

it.each([
  // As Chromium, Firefox and Safari ask for a picture.
  "image/avif,image/webp,image/apng,image/svg+xml,image/*,*/*;q=0.8",
  "image/avif,image/webp,image/png,image/svg+xml,image/*;q=0.8,*/*;q=0.5",
  "image/webp,image/avif,image/jxl,image/heic,image/heic-sequence,video/*;q=0.8,image/png,image/svg+xml,image/*;q=0.8,*/*;q=0.5",
  "image/avif",
  "IMAGE/AVIF;Q=1.000, */*",
  "image/webp;q=0.5 , image/avif ; q=0.5",
  "image/avif;q=0.001,image/webp;q=0",
  "image/avif;profile=main;q=0.9,image/webp;q=0.8",
])("takes AVIF: %s", (accept) => {
  expect(takesAvif(accept)).toBe(true);
});

it.each([
  "",
  "*/*",
  "image/*",
  "image/webp,*/*",
  "image/avif;q=0, image/webp",
  "image/avif;q=0.000",
  "image/avif;profile=main;q=0",
  "image/avif;q=0.5, image/webp",
  "image/avif;q=0.5, image/*;q=0.8",
  "image/avif;q=0.7, */*",
  "image/avif-sequence, image/webp",
  "ximage/avif",
  "image/avif;q=2",
  "image/avif;q=-1",
  "image/avif;q=none",
  "image/avif;q=",
])("does not take AVIF: %s", (accept) => {
  expect(takesAvif(accept)).toBe(false);
});
