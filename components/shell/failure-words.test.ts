import { expect, it } from "vitest";
import { explainFailure } from "./failure-words";

it("names the dependency that does not answer, and keeps the reference", () => {
  const words = explainFailure(Object.assign(new Error("x"), { digest: "storage_unavailable:42" }));
  expect(words.title).toBe("The image store does not answer");
  expect(words.reference).toBe("storage_unavailable:42");
});

it("says no more than it knows of any other failure", () => {
  expect(explainFailure(Object.assign(new Error("secret"), { digest: "1234" }))).toEqual({
    title: "This page could not be shown",
    explanation: expect.stringContaining("Try again"),
    reference: "1234",
  });
  expect(explainFailure("thrown text").reference).toBeNull();
});
