// What a presigned PUT cannot be used for, and what the API answers afterwards. For stores that let through what was
// not signed, the bytes are written past the URL, and registering has to find it.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { imageResponse } from "@/lib/contracts/image";
import type { PresignUploadResponse } from "@/lib/contracts/upload";
import { hasObject, readObject, writeObject } from "../support/bucket";
import { drain } from "../support/drain";
import { readEnvironment } from "../support/environment";
import { expectInvariants } from "../support/invariants";
import { addPerson, type Person } from "../support/people";
import { requireProvider } from "../support/s3/provider";
import { bytesOf, overwritten } from "../support/sample-images";
import { addImage, declare, presign, put, register, sha256Of, uniquePng } from "../support/upload-flow";
import { asRegistered } from "../support/variants";

const provider = requireProvider(readEnvironment().S3_PROVIDER);

let editor: Person;
let bytes: Uint8Array;

beforeAll(async () => {
  editor = await addPerson("editor");
  bytes = await uniquePng();
});
afterAll(expectInvariants);

type Attack = (upload: PresignUploadResponse) => Promise<number>;

function flipLastByte(original: Uint8Array): Uint8Array {
  const last = original.byteLength - 1;
  return overwritten(original, last, bytesOf((original[last] ?? 0) ^ 1));
}

function without(headers: Record<string, string>, name: string): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([key]) => key !== name));
}

async function request(url: string, method: string): Promise<number> {
  return (await fetch(url, { method })).status;
}

const refusedAttacks: readonly (readonly [name: string, status: number, attack: Attack])[] = [
  ["another content type", 403, (u) => put(u, bytes, { ...u.headers, "content-type": "text/html" })],
  ["two content types", 403, (u) => put(u, bytes, { ...u.headers, "content-type": "image/png, text/html" })],
  ["the content type in capitals", 403, (u) => put(u, bytes, { ...u.headers, "content-type": "IMAGE/PNG" })],
  ["no content type", 403, (u) => put(u, bytes, without(u.headers, "content-type"))],
  ["a byte too few", 403, (u) => put(u, bytes.subarray(1))],
  ["a byte too many", 403, (u) => put(u, bytesOf(bytes, 0))],
  ["no bytes", 403, (u) => put(u, new Uint8Array())],
  [
    "another checksum for other bytes",
    403,
    (u) =>
      put(u, flipLastByte(bytes), { ...u.headers, "x-amz-checksum-sha256": sha256Of(flipLastByte(bytes)) }),
  ],
  ["no checksum", 403, (u) => put(u, bytes, without(u.headers, "x-amz-checksum-sha256"))],
  ["no MD5", 403, (u) => put(u, bytes, without(u.headers, "content-md5"))],
  ["no If-None-Match", 403, (u) => put(u, bytes, without(u.headers, "if-none-match"))],
  ["an ACL in the query", 403, (u) => put({ ...u, url: `${u.url}&x-amz-acl=public-read` }, bytes)],
  ["another key", 403, (u) => put({ ...u, url: u.url.replace(u.key, `${u.key}0`) }, bytes)],
  ["a longer life", 403, (u) => put({ ...u, url: u.url.replace("Expires=600", "Expires=6000") }, bytes)],
  ["the method GET", 403, (u) => request(u.url, "GET")],
  ["the method HEAD", 403, (u) => request(u.url, "HEAD")],
  ["the method DELETE", 403, (u) => request(u.url, "DELETE")],
];

describe("A presigned PUT with", () => {
  it.each(refusedAttacks)(
    "%s is refused, and there is nothing to register",
    async (_name, status, attack) => {
      const upload = await presign(editor.program, declare(bytes));

      expect(await attack(upload)).toBe(status);

      expect(await hasObject(upload.key)).toBe(false);
      const answer = await register(editor.program, upload.key);
      expect(answer).toMatchObject({ status: 409, body: { code: "object_missing" } });
      expect(Number(answer.headers.get("retry-after"))).toBeGreaterThan(0);
    },
  );

  it("one byte changed is refused, by the store or else by us", async () => {
    const upload = await presign(editor.program, declare(bytes));
    const storeLooks = provider.verifiesMd5 || provider.verifiesChecksums;

    expect(await put(upload, flipLastByte(bytes))).toBe(storeLooks ? 400 : 200);
    const answer = await register(editor.program, upload.key);
    await drain();

    expect(answer.status).toBe(storeLooks ? 409 : 422);
    expect(answer.body["code"]).toBe(storeLooks ? "object_missing" : "content_mismatch");
    expect(await hasObject(upload.key)).toBe(false);
  });

  it("everything as signed still works after ten failed tries with it", async () => {
    const upload = await presign(editor.program, declare(bytes));
    for (const [, , attack] of refusedAttacks.slice(0, 10)) await attack(upload);

    expect(await put(upload, bytes)).toBe(200);
    expect((await register(editor.program, upload.key)).status).toBe(201);
  });
});

describe("A second PUT", () => {
  it("of the same file is answered with 412, where the store knows conditions, so that a client whose first answer was lost can go on", async () => {
    const upload = await presign(editor.program, declare(bytes));

    expect(await put(upload, bytes)).toBe(200);
    expect(await put(upload, bytes)).toBe(provider.conditionalCreates ? 412 : 200);
    expect((await register(editor.program, upload.key)).status).toBe(201);
  });

  it("among eight at once finds the object there seven times, where the store knows conditions", async () => {
    const upload = await presign(editor.program, declare(bytes));

    const statuses = await Promise.all(Array.from({ length: 8 }, () => put(upload, bytes)));

    const successes = provider.conditionalCreates ? 1 : 8;
    expect(statuses.filter((status) => status === 200)).toHaveLength(successes);
    expect(statuses.filter((status) => status === 412 || status === 409)).toHaveLength(8 - successes);
    expect((await register(editor.program, upload.key)).status).toBe(201);
  });

  it("replaces the first where nothing was declared, and registering takes what lies there then", async () => {
    const upload = await presign(editor.program);
    const second = await uniquePng();

    expect(await put(upload, bytes)).toBe(200);
    expect(await put(upload, second)).toBe(200);
    const { image } = imageResponse.parse((await register(editor.program, upload.key)).body);

    expect(image.sha256).toBe(sha256Of(second));
    expect(sha256Of(await readObject(image.key))).toBe(image.sha256);
  });
});

describe("A PUT after registration", () => {
  it("never changes the image, and what it left is removed when its URL has ended", async () => {
    const upload = await presign(editor.program);
    await put(upload, bytes);
    const { image } = imageResponse.parse((await register(editor.program, upload.key)).body);

    expect(await put(upload, await uniquePng())).toBe(200);
    const again = await register(editor.program, upload.key);

    expect(again.status).toBe(200);
    expect(asRegistered(imageResponse.parse(again.body).image)).toEqual(image);
    expect(sha256Of(await readObject(image.key))).toBe(image.sha256);
  });

  it("never changes the image when its staging object had been removed before", async () => {
    const { image, upload, bytes: original } = await addImage(editor.program);
    await drain();
    expect(await hasObject(upload.key)).toBe(false);

    expect(await put(upload, original)).toBe(200);

    expect((await register(editor.program, upload.key)).status).toBe(200);
    expect(sha256Of(await readObject(image.key))).toBe(image.sha256);
  });

  it("does not bring back an image that was deleted", async () => {
    const { image, upload, bytes: original } = await addImage(editor.program);
    await editor.program.call(`/images/${image.id}`, { method: "DELETE" });
    await drain();

    expect(await put(upload, original)).toBe(200);

    expect(await register(editor.program, upload.key)).toMatchObject({
      status: 404,
      body: { code: "upload_not_found" },
    });
    expect((await editor.program.call(`/images/signed-url?key=${upload.key}`)).status).toBe(404);
    expect(await hasObject(image.key)).toBe(false);
  });
});

describe("On a store that lets through what was not signed", () => {
  const lies: readonly (readonly [string, (original: Uint8Array) => Uint8Array])[] = [
    ["a longer file", (original) => bytesOf(original, "<script>")],
    ["a shorter file", (original) => original.subarray(0, -1)],
    ["other bytes of the same length", flipLastByte],
  ];

  it.each(lies)("%s is refused for good, and removed", async (_name, change) => {
    const upload = await presign(editor.program, declare(bytes));
    await writeObject(upload.key, change(bytes));

    const first = await register(editor.program, upload.key);
    await drain();
    const second = await register(editor.program, upload.key);

    expect(first).toMatchObject({ status: 422, body: { code: "content_mismatch" } });
    expect(second).toMatchObject({
      status: 422,
      body: { code: "content_mismatch", detail: first.body["detail"] },
    });
    expect(await hasObject(upload.key)).toBe(false);
  });

  it("a content type of HTML does not reach the image", async () => {
    const upload = await presign(editor.program, declare(bytes));
    await writeObject(upload.key, bytes, "text/html");

    const { image } = imageResponse.parse((await register(editor.program, upload.key)).body);

    const { body } = await editor.program.call(`/images/${image.id}/signed-url`);
    expect((await fetch(String(body["url"]))).headers.get("content-type")).toBe("image/png");
  });
});
