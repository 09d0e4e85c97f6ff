import { expect, it } from "vitest";
import { FailedRequest, isImagePage, readAnswer } from "./read-answer";

const json = (body: unknown, status = 200) => new Response(JSON.stringify(body), { status });

it("gives the body of an answer in the expected shape", async () => {
  expect(await readAnswer(json({ images: [], nextCursor: null }), isImagePage)).toEqual({
    images: [],
    nextCursor: null,
  });
});

it("takes a page of a proxy, or another body, for a failure", async () => {
  await expect(readAnswer(new Response("<html>"), isImagePage)).rejects.toBeInstanceOf(FailedRequest);
  await expect(readAnswer(json(["images"]), isImagePage)).rejects.toBeInstanceOf(FailedRequest);
});

it("keeps the status of a refusal", async () => {
  await expect(readAnswer(json({}, 401), isImagePage)).rejects.toMatchObject({ status: 401 });
});
