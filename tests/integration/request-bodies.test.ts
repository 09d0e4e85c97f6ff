// Bodies that no client of ours would send: each is refused in words, none is a fault of the server.
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { imageResponse, type ImageView } from "@/lib/contracts/image";
import type { ApiClient } from "../support/api-client";
import { expectInvariants } from "../support/invariants";
import { addPerson, type Person } from "../support/people";
import { addImage } from "../support/upload-flow";
import { asRegistered } from "../support/variants";

let person: Person;
let program: ApiClient;
let image: ImageView;

beforeAll(async () => {
  person = await addPerson("admin");
  ({ program } = person);
  ({ image } = await addImage(program, { title: "As it was" }));
});
afterAll(expectInvariants);

const PRESIGN = "/images/presign-upload";
const LIMIT_BYTES = 256 * 1024;
const file = { filename: "a.png", filetype: "image/png" };

async function refusalOf(path: string, options: Parameters<ApiClient["call"]>[1]): Promise<unknown[]> {
  const { status, body } = await program.call(path, options);
  return [status, body["code"]];
}

const asJson = { "content-type": "application/json" };

describe("A body", () => {
  it("of 256 KiB is read, and one byte more is too large, whether or not its length is told", async () => {
    const exact = JSON.stringify({ ...file, filename: "" }).length;
    const padded = (bytes: number) => JSON.stringify({ ...file, filename: "a".repeat(bytes - exact) });
    const untold = new Blob([padded(LIMIT_BYTES + 1)]).stream();

    expect(await refusalOf(PRESIGN, { raw: padded(LIMIT_BYTES), headers: asJson })).toEqual([
      400,
      "invalid_request",
    ]);
    expect(await refusalOf(PRESIGN, { raw: padded(LIMIT_BYTES + 1), headers: asJson })).toEqual([
      413,
      "body_too_large",
    ]);
    const headers = { ...asJson, authorization: `Bearer ${person.apiKey}` };
    const init = { method: "POST", body: untold, headers, duplex: "half" };
    expect((await fetch(new URL(PRESIGN, program.origin), init)).status).toBe(413);
  });

  it.each([
    ["nothing", ""],
    ["half an object", '{"filename":"a.png"'],
    ["two objects", "{}{}"],
    ["single quotes", "{'filename':'a.png'}"],
    ["a comment", '{"filename":"a.png"} // hi'],
    ["NaN", '{"filename":"a.png","filetype":"image/png","size":NaN}'],
    ["ten thousand brackets", "[".repeat(10_000) + "]".repeat(10_000)],
    ["ten thousand objects in each other", '{"a":'.repeat(10_000) + "1" + "}".repeat(10_000)],
    ["null", "null"],
    ["a number", "7"],
    ["a list", `[${JSON.stringify(file)}]`],
    ["a text", '"hello"'],
  ])("of %s is not valid", async (_name, raw) => {
    expect(await refusalOf(PRESIGN, { raw, headers: asJson })).toEqual([400, "invalid_request"]);
  });

  it.each([
    ["half a character", [0x22, 0xe2, 0x82, 0x22]],
    ["Latin-1", [0x22, 0xe9, 0x22]],
    ["an encoded surrogate", [0x22, 0xed, 0xa0, 0x80, 0x22]],
    ["UTF-16", [0xff, 0xfe, 0x7b, 0x00, 0x7d, 0x00]],
  ])("of %s is not UTF-8", async (_name, bytes) => {
    const { status, body } = await program.call(PRESIGN, { raw: Uint8Array.from(bytes), headers: asJson });
    expect([status, body["detail"]]).toEqual([400, "The body is not UTF-8."]);
  });

  it.each([
    '{"filename":"a.png","filetype":"image/png","__proto__":{"size":1}}',
    '{"filename":"a.png","filetype":"image/png","constructor":{"prototype":{}}}',
    '{"filename":"a.png","filetype":"image/png","toString":"x"}',
    '{"filename":"a.png","filetype":"image/png","key":"images/x"}',
    '{"filename":"a.png","filetype":"image/png","expiresIn":604800}',
    '{"filename":"a.png","filetype":"image/png","acl":"public-read"}',
    '{"filename":"a.png","filetype":"image/png","ownerId":"00000000-0000-4000-8000-000000000000"}',
    '{"filename":"a.png","filetype":"image/png","state":"registered"}',
    '{"filename":"a.png","filetype":"image/png","size":1e400}',
    '{"filename":"a.png","filetype":"image/png","size":1.5}',
    '{"filename":"a.png","filetype":"image/png","size":"10"}',
    '{"filename":"a.png","filetype":"image/png","size":9007199254740993}',
    '{"filename":["a.png"],"filetype":"image/png"}',
    '{"filename":"a.png","filetype":["image/png"]}',
    '{"filename":{"not":""},"filetype":"image/png"}',
    '{"filename":"a.png","filetype":"image/png","sha256":{"contains":""}}',
    '{"filename":"a.png","filetype":"image/png","sha256":"' + "A".repeat(43) + '"}',
    '{"filename":"a.png","filetype":"image/png","onDuplicate":"overwrite"}',
    '{"filename":null,"filetype":"image/png"}',
  ])("with what was not asked for is not valid: %s", async (raw) => {
    expect(await refusalOf(PRESIGN, { raw, headers: asJson })).toEqual([400, "invalid_request"]);
  });

  it.each([
    { key: { not: "" } },
    { key: ["uploads/x"] },
    { key: { startsWith: "uploads/" } },
    { width: 10 },
    { sha256: "x" },
    { verified: true },
    { uploadedBy: "me" },
    { visibility: "everyone" },
    { alt: "a".repeat(1_001) },
    { title: "a".repeat(201) },
  ])("to register with %j is not valid", async (more) => {
    const json = { ...file, key: `uploads/${crypto.randomUUID()}`, ...more };
    expect(await refusalOf("/images", { json })).toEqual([400, "invalid_request"]);
  });

  it.each([
    {},
    { filename: "other.png" },
    { sha256: "x" },
    { objectKey: "images/x" },
    { uploadedById: null },
    { alt: null },
    { title: 7 },
    { visibility: ["public"] },
    { revision: 9 },
  ])("to change an image with %j is not valid, and nothing is changed", async (json) => {
    expect(await refusalOf(`/images/${image.id}`, { method: "PATCH", json })).toEqual([
      400,
      "invalid_request",
    ]);
    const { body } = await program.call(`/images/${image.id}`);
    expect(asRegistered(imageResponse.parse(body).image)).toEqual(image);
  });

  it("may hold any text that JSON can say, and gives it back, but for NUL which no database keeps", async () => {
    const { image: own } = await addImage(program);
    const texts = [
      "\u202Eevil",
      "日本 🖼️ é",
      "a\u0001b\u007f",
      "\ud800 alone",
      "<script>",
      '\'; DROP TABLE "Image"; --',
    ];
    for (const alt of texts) {
      const { status, body } = await program.call(`/images/${own.id}`, { method: "PATCH", json: { alt } });
      expect([alt, status]).toEqual([alt, 200]);
      expect(body["image"]).toMatchObject({ alt: alt.toWellFormed() });
    }
    const withNul = { method: "PATCH", json: { title: "a\0b" } };
    expect(await refusalOf(`/images/${own.id}`, withNul)).toEqual([400, "invalid_request"]);
  });
});

describe("Whatever is sent", () => {
  const routes = [
    PRESIGN,
    "/images/presign-uploads",
    "/images",
    "/images/registrations",
    "/images/signed-urls",
  ];
  const key = fc.constantFrom(
    "filename",
    "filetype",
    "size",
    "sha256",
    "md5",
    "key",
    "files",
    "images",
    "ids",
    "x",
  );
  const value = fc.oneof(
    fc.jsonValue({ maxDepth: 3 }),
    fc.string({ unit: "binary", maxLength: 50 }),
    fc.constantFrom("image/png", "a.png", `uploads/${"0".repeat(36)}`, 0, -1, null),
  );

  it("is answered with 200 or a refusal, never with a fault", async () => {
    const body = fc.dictionary(key, fc.oneof(value, fc.array(fc.dictionary(key, value), { maxLength: 3 })));
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.constantFrom(...routes), body), { minLength: 5 }),
        async (requests) => {
          const answers = await Promise.all(requests.map(([path, json]) => program.call(path, { json })));
          expect(answers.filter(({ status }) => status >= 500)).toEqual([]);
        },
      ),
      { numRuns: 25 },
    );
  });

  it("about a valid file is answered with 200 or a refusal, never with a fault", async () => {
    const text = fc.string({ unit: "binary", maxLength: 60 });
    await fc.assert(
      fc.asyncProperty(text, text, text, async (filename, alt, title) => {
        const json = { key: `uploads/${crypto.randomUUID()}`, filetype: "image/png", filename, alt, title };
        expect((await program.call("/images", { json })).status).toBeLessThan(500);
        const change = await program.call(`/images/${image.id}`, { method: "PATCH", json: { alt, title } });
        expect(change.status).toBeLessThan(500);
        const query = new URLSearchParams({ q: filename, cursor: alt });
        expect((await program.call(`/images?${query.toString()}`)).status).toBeLessThan(500);
      }),
      { numRuns: 25 },
    );
  });

  it("under a header that once stood for our own subrequests is judged like any other", async () => {
    const headers = { "x-middleware-subrequest": "proxy:proxy:proxy:proxy:proxy", authorization: "" };
    expect((await program.call(PRESIGN, { json: file, headers })).status).toBe(401);
  });
});
