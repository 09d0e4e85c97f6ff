import { describe, expect, it } from "vitest";
import { galleryAddress, isFiltered, olderPublicAddress } from "./addresses";

describe("galleryAddress", () => {
  it("leaves the defaults out", () => {
    expect(galleryAddress({ sort: "newest" })).toBe("/admin");
    expect(galleryAddress({ sort: "newest", q: "" })).toBe("/admin");
  });

  it("writes words so that they are read back unchanged", () => {
    const address = galleryAddress({ q: "a&b=c ü/?", kind: "video", visibility: "public", sort: "oldest" });
    const query = new URL(address, "http://localhost").searchParams;
    expect(Object.fromEntries(query)).toEqual({
      q: "a&b=c ü/?",
      kind: "video",
      visibility: "public",
      sort: "oldest",
    });
  });
});

it("keeps every character of a cursor", () => {
  const address = new URL(olderPublicAddress("a+/=&x"), "http://localhost");
  expect(address.searchParams.get("cursor")).toBe("a+/=&x");
});

it("takes an order for no filter", () => {
  expect(isFiltered({ sort: "oldest" })).toBe(false);
  expect(isFiltered({ sort: "newest", visibility: "private" })).toBe(true);
  expect(isFiltered({ sort: "newest", kind: "file" })).toBe(true);
});
