import { describe, expect, it } from "vitest";
import { checkDeclaredFile, formatBytes } from "./upload-policy";

const policy = { maxBytes: { image: 1_000_000, video: 8_000_000_000, file: 2_000_000 } };
const file = { filename: "a.jpg", filetype: "image/jpeg", sizeBytes: 10 };

describe("the upload policy", () => {
  it("takes the accepted types whatever their case", () => {
    expect(checkDeclaredFile({ ...file, filetype: "IMAGE/JPEG" }, policy)).toEqual({
      ok: true,
      filetype: "image/jpeg",
    });
  });

  it.each([
    "image/svg+xml",
    "text/html",
    "image/png, text/html",
    "image/jpeg; charset=utf-8",
    "",
    "constructor",
  ])("refuses the type %j and says what to do", (filetype) => {
    expect(checkDeclaredFile({ ...file, filetype }, policy)).toMatchObject({
      ok: false,
      code: "unsupported_media_type",
      detail: expect.stringContaining("Choose a JPEG"),
    });
  });

  it("refuses one byte too many and takes exactly the limit", () => {
    expect(checkDeclaredFile({ ...file, sizeBytes: 1_000_001 }, policy)).toMatchObject({
      code: "file_too_large",
    });
    expect(checkDeclaredFile({ ...file, sizeBytes: 1_000_000 }, policy)).toMatchObject({ ok: true });
  });

  it("has a limit for each kind, and beyond what one PUT carries asks for parts", () => {
    const pdf = { ...file, filetype: "application/pdf", sizeBytes: 2_000_001 };
    expect(checkDeclaredFile(pdf, policy)).toMatchObject({ code: "file_too_large" });
    const film = { ...file, filetype: "video/mp4", sizeBytes: 6_000_000_000 };
    const refused = checkDeclaredFile(film, policy);
    expect(refused).toMatchObject({ code: "file_too_large", detail: expect.stringContaining("in parts") });
    expect(checkDeclaredFile({ ...film, multipart: true }, policy)).toMatchObject({ ok: true });
  });

  it("refuses an empty file, and takes one of unknown size", () => {
    expect(checkDeclaredFile({ ...file, sizeBytes: 0 }, policy)).toMatchObject({ code: "invalid_request" });
    expect(checkDeclaredFile({ ...file, sizeBytes: null }, policy)).toMatchObject({ ok: true });
  });
});

describe("a size for people", () => {
  it.each([
    [0, "0 bytes"],
    [999, "999 bytes"],
    [1_000, "1.0 KB"],
    [4_200_000, "4.2 MB"],
    [999_999, "1.0 MB"],
    [99_960, "100 KB"],
    [123_456_789, "123 MB"],
    [5_368_709_120, "5.4 GB"],
  ])("of %d bytes is %s", (bytes, text) => {
    expect(formatBytes(bytes)).toBe(text);
  });
});
