import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { presignUploadsResponse, registrationsResponse } from "@/lib/contracts/upload";
import { parseRetryAfter, type Transport } from "./transport";
import { presignUploads, registerImages } from "./upload-api";

const presigned = {
  url: "https://bucket.s3.example/uploads/1?X-Amz-Signature=ab",
  key: "uploads/1",
  uploadId: "7f0e6a52-6f0a-4d1c-9a57-6f1f6b0c4a11",
  method: "PUT",
  headers: { "content-type": "image/png" },
  expiresAt: "2026-11-22T12:10:00.000Z",
};
const image = {
  id: "7f0e6a52-6f0a-4d1c-9a57-6f1f6b0c4a12",
  key: "images/x",
  url: "https://signet.example/images/x/content",
  filename: "a.png",
  filetype: "image/png",
  kind: "image",
  size: 3,
  sha256: "",
  width: 1,
  height: 1,
  thumbhash: null,
  alt: "",
  title: "",
  visibility: "private",
  uploadedBy: null,
  createdAt: "2026-11-22T12:10:00.000Z",
  updatedAt: "2026-11-22T12:10:00.000Z",
  duration: null,
  variantState: "pending",
  variants: [],
};
const refused = { type: "about:blank", title: "No", status: 507, code: "quota_exceeded", detail: "Used up." };
const NOON = Date.parse("2026-11-22T12:00:00.000Z");

function answering(status: number, body: unknown, serverTimeMs: number | null = null): Transport {
  return {
    origin: "https://signet.example",
    postJson: () => Promise.resolve({ status, body, retryAfterSeconds: 9, serverTimeMs }),
    getJson: () => Promise.resolve({ status, body, retryAfterSeconds: 9, serverTimeMs }),
    remove: () => Promise.reject(new Error("nothing is removed here")),
    putFile: () => Promise.reject(new Error("no file is sent here")),
    reaches: () => Promise.resolve(true),
  };
}
const files = (count: number) =>
  Array.from({ length: count }, () => ({ filename: "a.png", filetype: "image/png" }));
const registrations = (count: number) => files(count).map((file) => ({ ...file, key: "uploads/1" }));

describe("reading the answers of the upload API", () => {
  test("takes what the contract for presigning describes, entry by entry", async () => {
    const body = { uploads: [presigned, refused] };
    expect(presignUploadsResponse.safeParse(body).success).toBe(true);
    const batch = await presignUploads(answering(200, body), files(2), () => NOON);
    expect(batch).toMatchObject({
      kind: "answered",
      answers: [
        { ok: true, value: { url: presigned.url, key: "uploads/1", expiresAtMs: NOON + 600_000 } },
        { ok: false, refusal: { code: "quota_exceeded", detail: "Used up.", imageId: null } },
      ],
    });
  });

  test("takes what the contract for registering describes", async () => {
    const body = { images: [{ image }, refused] };
    expect(registrationsResponse.safeParse(body).success).toBe(true);
    const batch = await registerImages(answering(200, body), registrations(2));
    expect(batch).toMatchObject({ answers: [{ ok: true, value: { id: image.id } }, { ok: false }] });
  });

  test("tells the end of a URL in this machine's clock, when that is off", async () => {
    const ahead = NOON + 3_600_000;
    const batch = await presignUploads(answering(200, { uploads: [presigned] }, NOON), files(1), () => ahead);
    expect(batch).toMatchObject({ answers: [{ value: { expiresAtMs: ahead + 600_000 } }] });
  });

  test("an odd entry spoils none of its neighbours", async () => {
    const body = { uploads: [null, { ...presigned, url: "not a url" }, presigned, 7] };
    const batch = await presignUploads(answering(200, body), files(4), () => NOON);
    expect(batch.kind === "answered" && batch.answers.map((answer) => answer.ok)).toEqual([
      false,
      false,
      true,
      false,
    ]);
  });

  test("an answer with too few entries is refused as a whole", async () => {
    const batch = await registerImages(answering(200, { images: [{ image }] }), registrations(2));
    expect(batch).toMatchObject({ kind: "refused", refusal: { code: "unreadable_answer" } });
  });

  test("never throws, whatever comes back", async () => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(0, 200, 401, 500), fc.jsonValue(), async (status, body) => {
        const batch = await presignUploads(answering(status, body), files(1), () => NOON);
        expect(["answered", "refused"]).toContain(batch.kind);
      }),
    );
  });
});

describe("the Retry-After header", () => {
  test.each([
    [null, null],
    ["", null],
    ["12", 12],
    ["soon", null],
    ["Sun, 22 Nov 2026 12:00:30 GMT", 30],
    ["Sun, 22 Nov 2026 11:00:00 GMT", 0],
  ])("%j is %j seconds", (header, seconds) => {
    expect(parseRetryAfter(header, NOON)).toBe(seconds);
  });
});
