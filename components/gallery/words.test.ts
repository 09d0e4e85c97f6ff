import { createHash } from "node:crypto";
import { expect, it } from "vitest";
import { countImages, nameFiletype, toHex } from "./words";

it("counts one image and many", () => {
  expect(countImages(1)).toBe("1 image");
  expect(countImages(1204)).toBe("1,204 images");
});

it("names media types as people know them", () => {
  expect(nameFiletype("image/jpeg")).toBe("JPEG");
  expect(nameFiletype("image/webp")).toBe("WebP");
});

it("writes a checksum as the usual tools print it", () => {
  const hash = () => createHash("sha256").update("signet");
  expect(toHex(hash().digest("base64"))).toBe(hash().digest("hex"));
});
