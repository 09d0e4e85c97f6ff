import { describe, expect, it } from "vitest";
import { encodeCursor, parseCursor } from "./list-cursor";

describe("a cursor", () => {
  it("leads back to its place", () => {
    const place = { createdAt: new Date("2026-11-22T10:00:00.123Z"), id: crypto.randomUUID() };
    expect(parseCursor(encodeCursor(place))).toEqual(place);
  });

  it.each([
    "",
    "1",
    "1.2",
    "x.00000000-0000-4000-8000-000000000000",
    "9999999999999999.00000000-0000-4000-8000-000000000000",
    "1.00000000-0000-4000-8000-000000000000'--",
  ])("is none when it reads %j", (text) => {
    expect(parseCursor(text)).toBeNull();
  });
});
