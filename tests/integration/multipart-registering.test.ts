// Uploads in parts become images: put together, verified, once.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { imageResponse } from "@/lib/contracts/image";
import { paths } from "@/lib/paths";
import { completeUpload, hasObject, listMultipartUploads, readObject } from "../support/bucket";
import { sql } from "../support/database";
import { drain } from "../support/drain";
import { expectInvariants } from "../support/invariants";
import {
  abortUpload,
  beginMultipart,
  bytesOfPart,
  listParts,
  putPart,
  sendParts,
  signParts,
} from "../support/multipart-flow";
import { registerPatiently } from "../support/patient-client";
import { addPerson, type Person } from "../support/people";
import { largePng, register, sha256Of } from "../support/upload-flow";

const SIZE = 17 * 1024 ** 2;

let editor: Person;
let file: Uint8Array;

beforeAll(async () => {
  [editor, file] = await Promise.all([addPerson("editor"), largePng(SIZE)]);
});
afterAll(expectInvariants);

describe("Registering an upload in parts", () => {
  it("puts exactly the listed parts together at the key that presigning gave, and ends their URLs", async () => {
    const upload = await beginMultipart(editor.program, { size: SIZE, sha256: sha256Of(file) });
    const [reused] = await signParts(editor.program, upload.uploadId, [1]);
    const parts = await sendParts(editor.program, upload, file);

    const answer = await register(editor.program, upload.key, { parts });
    expect(answer.status).toBe(201);
    const { image } = imageResponse.parse(answer.body);
    expect(image).toMatchObject({
      key: upload.key,
      size: SIZE,
      sha256: sha256Of(file),
      kind: "image",
      width: 24,
    });

    const other = Buffer.from(bytesOfPart(file, upload.partSizeBytes, 1)).fill(7, 100);
    expect((await putPart(reused ?? neverSigned(), other)).status).toBe(404);
    expect(sha256Of(await readObject(upload.key))).toBe(image.sha256);
    expect(await listMultipartUploads(upload.key)).toEqual([]);

    for (const more of [{ parts }, {}]) {
      const again = await register(editor.program, upload.key, more);
      expect(again).toMatchObject({ status: 200, body: { image: { id: image.id } } });
    }
    expect(await listParts(editor.program, upload.uploadId)).toMatchObject({ status: 409 });
    expect(await abortUpload(editor.program, upload.uploadId)).toMatchObject({ status: 404 });
    expect((await editor.program.call(paths.api.image(image.id), { method: "DELETE" })).status).toBe(204);
    await drain();
    expect(await hasObject(upload.key)).toBe(false);
  });

  it("says what is missing, and can be asked again when it has arrived", async () => {
    const upload = await beginMultipart(editor.program, { size: SIZE });
    const parts = await sendParts(editor.program, upload, file, [1, 2]);
    const last = { partNumber: 3, etag: '"d41d8cd98f00b204e9800998ecf8427e"' };
    expect(await register(editor.program, upload.key)).toMatchObject({ body: { code: "object_missing" } });
    for (const listed of [parts, parts.slice(1), [...parts, last, last]]) {
      const answer = await register(editor.program, upload.key, { parts: listed });
      expect(answer).toMatchObject({ status: 400, body: { code: "invalid_request" } });
    }
    const early = await register(editor.program, upload.key, { parts: [...parts, last] });
    expect(early).toMatchObject({ status: 409, body: { code: "object_missing" } });

    const [third] = await sendParts(editor.program, upload, file, [3]);
    const wrong = [...parts, { ...(third ?? neverSigned()), etag: parts[0]?.etag ?? "" }];
    expect((await register(editor.program, upload.key, { parts: wrong })).body["code"]).toBe(
      "object_missing",
    );
    const right = [...parts, third ?? neverSigned()];
    expect((await register(editor.program, upload.key, { parts: right })).status).toBe(201);
  });

  it("refuses for good what is not what was announced, and removes it", async () => {
    const sha256 = sha256Of(file.toReversed());
    const lying = await beginMultipart(editor.program, { size: SIZE, sha256 });
    const garbage = await beginMultipart(editor.program, { size: SIZE });
    for (const [upload, bytes, code] of [
      [lying, file, "content_mismatch"],
      [garbage, new Uint8Array(SIZE), "unsupported_content"],
    ] as const) {
      const parts = await sendParts(editor.program, upload, bytes);
      for (let time = 0; time < 2; time += 1)
        expect(await register(editor.program, upload.key, { parts })).toMatchObject({
          status: 422,
          body: { code },
        });
      await drain();
      expect(await hasObject(upload.key)).toBe(false);
    }
  });

  it("gives one image to several requests at once", async () => {
    const upload = await beginMultipart(editor.program, { size: SIZE });
    const parts = await sendParts(editor.program, upload, file);
    const requests = Array.from({ length: 6 }, () => register(editor.program, upload.key, { parts }));
    const answers = await Promise.all(requests);
    expect(answers.filter(({ status }) => status === 201).length).toBeLessThanOrEqual(1);
    // 503: a busy machine may be too slow for all of them at once.
    for (const { status } of answers) expect([200, 201, 409, 503]).toContain(status);
    const last = await registerPatiently(editor.program, upload.key);
    const images = [...answers, last].filter(({ status }) => status < 300);
    expect(new Set(images.map(({ body }) => imageResponse.parse(body).image.id)).size).toBe(1);
  });

  it("goes on when an attempt died between putting the parts together and the commit", async () => {
    const upload = await beginMultipart(editor.program, { size: SIZE });
    const parts = await sendParts(editor.program, upload, file);
    await completeUpload(upload.key, parts);
    await sql(
      `UPDATE "Upload" SET "state" = 'registering', "attempt" = 7, "leaseUntil" = now() - interval '1 second'
       WHERE "id" = $1`,
      [upload.uploadId],
    );
    expect(await listParts(editor.program, upload.uploadId)).toMatchObject({ status: 409 });
    expect((await register(editor.program, upload.key, { parts })).status).toBe(201);
  });

  it("is for its owner alone", async () => {
    const stranger = await addPerson("admin");
    const upload = await beginMultipart(editor.program, { size: SIZE });
    const parts = await sendParts(editor.program, upload, file);
    const answer = await register(stranger.program, upload.key, { parts });
    expect(answer).toMatchObject({ status: 404, body: { code: "upload_not_found" } });
    await abortUpload(editor.program, upload.uploadId);
  });
});

function neverSigned(): never {
  throw new Error("The part was not signed.");
}
