import { describe, expect, test } from "vitest";
import { ERRORS } from "@/lib/errors";
import { bareRefusal } from "../transport/refusal";
import { PROBLEM_WORDS } from "./problem-words";
import { failureOf } from "./upload-failure";

/** Codes that no call of the uploader can meet: they are about images that exist. */
const ELSEWHERE = ["image_not_found", "revision_conflict"];
const CODES = Object.keys(ERRORS).filter((code) => !ELSEWHERE.includes(code));

describe("the words for problems", () => {
  test.each(CODES)("%s has words of its own", (code) => {
    expect(PROBLEM_WORDS[code]).toBeDefined();
  });

  test.each(Object.entries(PROBLEM_WORDS))(
    "%s says what happened and what to do, in sentences",
    (_, words) => {
      expect(words.what).toMatch(/^[A-Z].*[^.!]$/);
      expect(words.remedy).toMatch(/^[A-Z].*\.$/);
      expect(words.why ?? "It has one.").toMatch(/^[A-Z].*\.$/);
      expect(`${words.what}${words.why ?? ""}${words.remedy}`).not.toContain("!");
    },
  );

  test("a server's remedy stands in for ours where it is nearer to the case", () => {
    const refusal = {
      ...bareRefusal("unsupported_media_type", 415, null),
      detail: "HEIC is not accepted. Choose a JPEG.",
    };
    expect(failureOf(refusal)).toMatchObject({ why: refusal.detail, remedy: "" });
  });

  test("the server's own explanation goes before ours", () => {
    const refusal = { ...bareRefusal("content_mismatch", 422, null), detail: "The SHA-256 differs." };
    expect(failureOf(refusal).why).toBe("The SHA-256 differs.");
  });

  test.each([
    [503, true],
    [429, true],
    [418, false],
  ])("an unknown code with status %i is tried again: %s", (status, passing) => {
    const failure = failureOf(bareRefusal("from_the_future", status, null));
    expect(failure).toMatchObject({ code: "from_the_future", passing, retry: "resume" });
  });
});
