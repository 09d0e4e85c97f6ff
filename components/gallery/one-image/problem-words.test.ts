import { expect, it } from "vitest";
import { explainProblem } from "./problem-words";

const problem = (code: string) => ({
  type: "about:blank",
  title: "Something broke",
  status: 500,
  code,
  requestId: "r-1",
});

it("says what to do when there was no answer at all", () => {
  expect(explainProblem(null)).toContain("Check your connection");
});

it("has words of its own for what a person can do something about", () => {
  expect(explainProblem(problem("not_signed_in"))).toContain("Sign in again");
});

it("names the reference of what nobody foresaw", () => {
  expect(explainProblem(problem("internal_error"))).toBe(
    "Something broke. Try again. If it happens again, report r-1.",
  );
});
