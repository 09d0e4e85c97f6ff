import { describe, expect, it } from "vitest";
import {
  acceptedMediaTypes,
  acceptedNames,
  extensionOf,
  mediaTypes,
  nameFiletype,
  nameOfMediaType,
  parseMediaType,
} from "./media-type";

describe("the accepted media types", () => {
  it("are pictures, videos and documents", () => {
    const names = (kind: string) =>
      acceptedMediaTypes.filter((type) => mediaTypes[type].kind === kind).map(nameOfMediaType);
    expect(names("image")).toEqual(["JPEG", "PNG", "WebP", "AVIF", "GIF", "HEIC", "HEIF"]);
    expect(names("video")).toEqual(["MP4", "WebM", "QuickTime"]);
    expect(names("file")).toEqual(["PDF"]);
    expect(acceptedNames).toBe("JPEG, PNG, WebP, AVIF, GIF, HEIC, HEIF, MP4, WebM, QuickTime or PDF");
  });

  it("each give their files one extension, and share none", () => {
    const written = ["jpg", "png", "webp", "avif", "gif", "heic", "heif", "mp4", "webm", "mov", "pdf"];
    expect(acceptedMediaTypes.map(extensionOf)).toEqual(written);
    const all = acceptedMediaTypes.flatMap((type) => [...mediaTypes[type].extensions]);
    expect(new Set(all).size).toBe(all.length);
  });

  it.each(["image/jpeg", "IMAGE/PNG", "Image/WebP", "image/avif", "image/GIF"])(
    "take %s in any case",
    (text) => {
      expect(parseMediaType(text)).toBe(text.toLowerCase());
    },
  );

  it.each([
    "",
    "image",
    "image/",
    "image/jpg",
    "image/*",
    "image/svg+xml",
    "image/jxl",
    "text/html",
    "application/xhtml+xml",
    "video/x-matroska",
    " image/png",
    "image/png ",
    "image/png\n",
    "image/png;charset=utf-8",
    "image/png; q=1",
    "image/png, text/html",
    "image/png,image/png",
    "image//png",
    "ımage/gif",
    "image/gıf",
    "constructor",
    "__proto__",
    "toString",
  ])("do not take %j", (text) => {
    expect(parseMediaType(text)).toBeNull();
  });
});

it("names what people declare as they know it, and what is unknown as it is", () => {
  expect(nameFiletype("image/webp")).toBe("WebP");
  expect(nameFiletype("video/quicktime")).toBe("QuickTime");
  expect(nameFiletype("application/x-new")).toBe("application/x-new");
});
