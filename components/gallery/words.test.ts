import { createHash } from "node:crypto";
import { expect, it } from "vitest";
import { countImages, formatDuration, toHex } from "./words";

it("counts one image and many", () => {
  expect(countImages(1)).toBe("1 image");
  expect(countImages(1204)).toBe("1,204 images");
});

it.each([
  [0.4, "0:00"],
  [7, "0:07"],
  [59.6, "1:00"],
  [754, "12:34"],
  [3_723, "1:02:03"],
])("writes %d seconds as players do: %s", (seconds, text) => {
  expect(formatDuration(seconds)).toBe(text);
});

it("writes a checksum as the usual tools print it", () => {
  const hash = () => createHash("sha256").update("signet");
  expect(toHex(hash().digest("base64"))).toBe(hash().digest("hex"));
});
