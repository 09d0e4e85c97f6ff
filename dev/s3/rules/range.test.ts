import { describe, expect, it } from "vitest";
import { S3Error } from "../errors";
import { contentRange, readRange } from "./range";

describe("readRange", () => {
  it.each([
    ["bytes=0-0", 0, 1],
    ["bytes=2-5", 2, 4],
    ["bytes=2-", 2, 8],
    ["bytes=-3", 7, 3],
    ["bytes=-99", 0, 10],
    ["bytes=9-99", 9, 1],
  ])("reads %s of ten bytes as %i and %i more", (header, start, bytes) => {
    expect(readRange(header, 10)).toEqual({ start, bytes });
  });

  it.each([undefined, "bytes=-", "bytes=5-2", "bytes=0-1,3-4", "items=0-1", "bytes=a-b", "bytes 0-1"])(
    "means the whole object by %s",
    (header) => {
      expect(readRange(header, 10)).toBeNull();
    },
  );

  it.each([
    ["bytes=10-", 10],
    ["bytes=10-20", 10],
    ["bytes=-0", 10],
    ["bytes=0-", 0],
    ["bytes=-5", 0],
  ])("refuses %s of %i bytes, and says how many there are", (header, objectBytes) => {
    expect(() => readRange(header, objectBytes)).toThrow(S3Error);
    try {
      readRange(header, objectBytes);
    } catch (error) {
      expect(error).toMatchObject({ status: 416, headers: { "Content-Range": `bytes */${objectBytes}` } });
    }
  });

  it("is told back as Content-Range", () => {
    expect(contentRange({ start: 2, bytes: 4 }, 10)).toBe("bytes 2-5/10");
  });
});
