import { describe, expect, it } from "vitest";
import { parseNextPath } from "./paths";

describe("the path to go on to after signing in", () => {
  it.each(["/admin", "/admin/images/1?q=a", "/"])("may be our own %j", (path) => {
    expect(parseNextPath(path)).toBe(path);
  });

  it.each([
    undefined,
    "",
    "//evil.example",
    "/\\evil.example",
    "https://evil.example",
    "javascript:alert(1)",
    "/a\nb",
    "/ /x",
    "admin",
  ])("is the gallery instead of %j", (path) => {
    expect(parseNextPath(path)).toBe("/admin");
  });
});
