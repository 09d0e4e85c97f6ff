// Uploads in parts that are given up, by their owner or by nobody.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { listMultipartUploads } from "../support/bucket";
import { sql } from "../support/database";
import { drain } from "../support/drain";
import { expectInvariants } from "../support/invariants";
import { expireUpload, stateOf } from "../support/ledger";
import {
  abortUpload,
  beginMultipart,
  bytesOfPart,
  listParts,
  putPart,
  sendParts,
  signParts,
} from "../support/multipart-flow";
import { addPerson, type Person } from "../support/people";
import { largePng, register } from "../support/upload-flow";

const SIZE = 17 * 1024 ** 2;

let editor: Person;
let file: Uint8Array;

beforeAll(async () => {
  [editor, file] = await Promise.all([addPerson("editor"), largePng(SIZE)]);
});
afterAll(expectInvariants);

describe("An upload in parts that is given up", () => {
  it("leaves nothing in the bucket, and may be given up again", async () => {
    const upload = await beginMultipart(editor.program, { size: SIZE });
    const [late] = await signParts(editor.program, upload.uploadId, [2]);
    await sendParts(editor.program, upload, file, [1]);
    expect(await listMultipartUploads(upload.key)).toEqual([upload.key]);

    expect((await abortUpload(editor.program, upload.uploadId)).status).toBe(204);
    expect((await abortUpload(editor.program, upload.uploadId)).status).toBe(204);
    await drain();

    expect(await stateOf(upload.uploadId)).toBe("expired");
    expect(await listMultipartUploads(upload.key)).toEqual([]);
    const bytes = bytesOfPart(file, upload.partSizeBytes, 2);
    expect((await putPart(late ?? neverSigned(), bytes)).status).toBe(404);
    for (const answer of [
      await listParts(editor.program, upload.uploadId),
      await register(editor.program, upload.key),
    ])
      expect(answer).toMatchObject({ status: 410, body: { code: "upload_expired" } });
  });
});

describe("Uploads in parts that nobody finishes", () => {
  it("are gone from the bucket once their time is over, whatever was sent", async () => {
    const uploads = await Promise.all(
      Array.from({ length: 50 }, () => beginMultipart(editor.program, { size: SIZE })),
    );
    for (const upload of uploads.slice(0, 5)) await sendParts(editor.program, upload, file, [3]);
    const keys = new Set(uploads.map(({ key }) => key));
    const left = async () => (await listMultipartUploads("images/")).filter((key) => keys.has(key)).length;
    await drain();
    expect(await left()).toBe(50);

    await Promise.all(uploads.map(({ uploadId }) => expireUpload(uploadId)));
    await drain();
    expect(await left()).toBe(0);
  });

  it("are found by their key when the process died before it could write down what the store calls them", async () => {
    const upload = await beginMultipart(editor.program, { size: SIZE });
    await sql(`UPDATE "Upload" SET "multipartId" = NULL WHERE "id" = $1`, [upload.uploadId]);
    await expireUpload(upload.uploadId);
    await drain();
    expect(await listMultipartUploads(upload.key)).toEqual([]);
  });

  it("are given up with their owner's account", async () => {
    const leaver = await addPerson("editor");
    const upload = await beginMultipart(leaver.program, { size: SIZE });
    await sql(`DELETE FROM "User" WHERE "id" = $1`, [leaver.id]);
    await drain();
    expect(await listMultipartUploads(upload.key)).toEqual([]);
  });
});

function neverSigned(): never {
  throw new Error("The part was not signed.");
}
