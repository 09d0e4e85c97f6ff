import { expect, it } from "vitest";
import { kinds, parseTestArguments } from "./arguments";

it("runs everything when nothing is said", () => {
  expect(parseTestArguments([])).toEqual({ kinds, rest: [] });
});

it("hands names of files to all runners", () => {
  expect(parseTestArguments(["upload", "access"])).toEqual({ kinds, rest: ["upload", "access"] });
});

it("hands everything after one kind to that kind's runner", () => {
  expect(parseTestArguments(["--only", "unit", "-t", "a name"])).toEqual({
    kinds: ["unit"],
    rest: ["-t", "a name"],
  });
});

it("says how it is meant when an option could be for either runner, or the kind is none", () => {
  expect(() => parseTestArguments(["-t", "x"])).toThrow(
    "npm test -- --only unit|contract|integration|e2e -t",
  );
  expect(() => parseTestArguments(["--only", "all"])).toThrow("Say which");
});
