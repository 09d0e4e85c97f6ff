import { expect, it } from "vitest";
import { activeFilters } from "./active-filters";

it("has nothing to take back in the whole gallery", () => {
  expect(activeFilters({ sort: "newest", q: "" })).toEqual([]);
});

it("takes one part back and leaves the others", () => {
  const view = { q: "sea", kind: "video", visibility: "private", sort: "oldest" } as const;
  const filters = activeFilters(view);
  expect(filters.map(({ label }) => label)).toEqual(["“sea”", "Videos", "Private", "Oldest first"]);
  expect(filters[0]?.without).toEqual({ ...view, q: undefined });
  expect(filters[1]?.without).toEqual({ ...view, kind: undefined });
  expect(filters[2]?.without).toEqual({ ...view, visibility: undefined });
  expect(filters[3]?.without).toEqual({ ...view, sort: "newest" });
});
