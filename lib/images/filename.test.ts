import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { contentDisposition, parseFilename } from "./filename";

const bytesOf = (text: string) => new TextEncoder().encode(text).length;

describe("a file name", () => {
  it.each([
    ["../../etc/passwd", "passwd"],
    ["C:\\photos\\cat.jpg", "cat.jpg"],
    ["a\r\nSet-Cookie: x=1.jpg", "aSet-Cookie: x=1.jpg"],
    ["photo\u202Egpj.exe", "photogpj.exe"],
    ["  two   spaces .png ", "two spaces .png"],
    ["cafe\u0301.jpg", "caf\u00e9.jpg"],
    ["..", "unnamed"],
    ["", "unnamed"],
    ["\u0000", "unnamed"],
  ])("%j becomes %j", (given, expected) => {
    expect(parseFilename(given)).toBe(expected);
  });

  it("keeps its extension when it is shortened to 255 bytes", () => {
    const name = parseFilename(`${"ü".repeat(500)}.jpeg`);
    expect(name.endsWith(".jpeg")).toBe(true);
    expect(bytesOf(name)).toBeLessThanOrEqual(255);
  });

  it("is never empty, never longer than 255 bytes, never holds a control character, and is stable", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 400 }), (text) => {
        const name = parseFilename(text);
        expect(name).not.toBe("");
        expect(bytesOf(name)).toBeLessThanOrEqual(255);
        expect(name).not.toMatch(/[\p{Cc}/\\]/u);
        expect(parseFilename(name)).toBe(name);
      }),
    );
  });
});

describe("a Content-Disposition", () => {
  it("carries the exact name beside an ASCII fallback", () => {
    expect(contentDisposition("attachment", 'naïve "cat".jpg')).toBe(
      "attachment; filename=\"nai_ve _cat_.jpg\"; filename*=UTF-8''na%C3%AFve%20%22cat%22.jpg",
    );
  });

  it("is no longer than it has to be for a plain name", () => {
    expect(contentDisposition("inline", "IMG_2026 (2)-w640.webp")).toBe(
      'inline; filename="IMG_2026 (2)-w640.webp"',
    );
  });

  it("is one line of ASCII that gives the name back, whatever the name", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 200 }), (text) => {
        const header = contentDisposition("inline", text);
        const [, plain = "", exact] =
          /^inline; filename="([\x20-\x7e]*)"(?:; filename\*=UTF-8''([\x21-\x7e]*))?$/.exec(header) ?? [];
        expect(header.match(/"/g)).toHaveLength(2);
        expect(exact === undefined ? plain : decodeURIComponent(exact)).toBe(parseFilename(text));
      }),
      { numRuns: 500 },
    );
  });
});
