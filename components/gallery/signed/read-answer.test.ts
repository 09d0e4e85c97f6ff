import { expect, it } from "vitest";
import { FailedRequest, isPicturePage, readAnswer } from "./read-answer";

const json = (body: unknown, status = 200) => new Response(JSON.stringify(body), { status });

it("gives the body of an answer in the expected shape", async () => {
  expect(await readAnswer(json({ pictures: [], nextCursor: null }), isPicturePage)).toEqual({
    pictures: [],
    nextCursor: null,
  });
});

it("takes a page of a proxy, or another body, for a failure", async () => {
  await expect(readAnswer(new Response("<html>"), isPicturePage)).rejects.toBeInstanceOf(FailedRequest);
  await expect(readAnswer(json(["pictures"]), isPicturePage)).rejects.toBeInstanceOf(FailedRequest);
});

it("keeps the status of a refusal", async () => {
  await expect(readAnswer(json({}, 401), isPicturePage)).rejects.toMatchObject({ status: 401 });
});
