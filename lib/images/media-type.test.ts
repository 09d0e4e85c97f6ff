import { describe, expect, it } from "vitest";
import { acceptedMediaTypes, extensionOf, mediaTypes, nameOfMediaType, parseMediaType } from "./media-type";

describe("the accepted media types", () => {
  it("are five kinds of image", () => {
    expect(acceptedMediaTypes.map(nameOfMediaType)).toEqual(["JPEG", "PNG", "WebP", "AVIF", "GIF"]);
    expect(new Set(acceptedMediaTypes.map((type) => mediaTypes[type].kind))).toEqual(new Set(["image"]));
  });

  it("each give their files one extension, and share none", () => {
    expect(acceptedMediaTypes.map(extensionOf)).toEqual(["jpg", "png", "webp", "avif", "gif"]);
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
    "image/heic",
    "text/html",
    "application/pdf",
    "video/mp4",
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
