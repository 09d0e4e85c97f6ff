import { expect, it } from "vitest";
import { formatCount } from "./format-count";

it("writes whole numbers as English does", () => {
  const english = new Intl.NumberFormat("en");
  for (const count of [0, 7, 999, 1_000, 12_345, 999_999, 1_000_000, 9_007_199_254_740_991])
    expect(formatCount(count)).toBe(english.format(count));
});
