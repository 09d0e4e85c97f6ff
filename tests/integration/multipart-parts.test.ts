// Uploads in parts: begun, sent, resumed.
import { createHash } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { uploadPartsResponse } from "@/lib/contracts/multipart";
import { paths } from "@/lib/paths";
import { readEnvironment } from "../support/environment";
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
import { addPerson, type Person } from "../support/people";
import { requireProvider } from "../support/s3/provider";
import { largePng } from "../support/upload-flow";

const MIB = 1024 ** 2;
const SIZE = 17 * MIB;

const { verifiesMd5 } = requireProvider(readEnvironment().S3_PROVIDER);

let editor: Person;
let file: Uint8Array;

beforeAll(async () => {
  [editor, file] = await Promise.all([addPerson("editor"), largePng(SIZE)]);
});
afterAll(expectInvariants);

describe("An upload in parts", () => {
  it("is cut into parts of one size, the last one with the rest", async () => {
    const upload = await beginMultipart(editor.program, { size: SIZE });
    expect(upload).toMatchObject({ partSizeBytes: 8 * MIB, partCount: 3 });
    expect(upload.key).toMatch(/^images\//);
    expect(Date.parse(upload.expiresAt) - Date.now()).toBeGreaterThan(23 * 3_600_000);
    await abortUpload(editor.program, upload.uploadId);
  });

  it("needs its size, and one that is within the limit", async () => {
    const json = { filename: "a.png", filetype: "image/png", multipart: true };
    const without = await editor.program.call(paths.api.presignUpload(), { json });
    expect(without).toMatchObject({ status: 400, body: { issues: [{ path: "size" }] } });
    const huge = await editor.program.call(paths.api.presignUpload(), { json: { ...json, size: 1e12 } });
    expect(huge).toMatchObject({ status: 413, body: { code: "file_too_large" } });
  });

  it("can be one of a batch", async () => {
    const single = { filename: "a.png", filetype: "image/png" };
    const files = [single, { ...single, multipart: true, size: SIZE }];
    const { body } = await editor.program.call(paths.api.presignUploads(), { json: { files } });
    expect(body["uploads"]).toMatchObject([{ method: "PUT" }, { partCount: 3 }]);
  });

  it("goes on where it stopped: the bucket says which parts it has", async () => {
    const upload = await beginMultipart(editor.program, { size: SIZE });
    await sendParts(editor.program, upload, file, [1, 3]);
    const known = uploadPartsResponse.parse((await listParts(editor.program, upload.uploadId)).body);
    expect(known).toMatchObject({ partSizeBytes: 8 * MIB, partCount: 3 });
    expect(known.parts.map(({ partNumber, size }) => [partNumber, size])).toEqual([
      [1, 8 * MIB],
      [3, MIB],
    ]);
    await abortUpload(editor.program, upload.uploadId);
  });

  it("takes no part that is longer or shorter than announced, nor other bytes than the checksum says", async () => {
    const upload = await beginMultipart(editor.program, { size: SIZE });
    const [last] = await signParts(editor.program, upload.uploadId, [3]);
    const bytes = bytesOfPart(file, upload.partSizeBytes, 3);
    expect((await putPart(last ?? neverSigned(), file.subarray(0, MIB + 1))).status).toBe(403);
    expect((await putPart(last ?? neverSigned(), bytes.subarray(1))).status).toBe(403);

    const md5 = createHash("md5").update(bytes).digest("base64");
    const [checked] = await signParts(editor.program, upload.uploadId, [3], [md5]);
    expect(checked?.headers).toEqual({ "content-md5": md5 });
    const refused = verifiesMd5 ? 400 : 200;
    expect((await putPart(checked ?? neverSigned(), bytes.toReversed())).status).toBe(refused);
    expect((await putPart(checked ?? neverSigned(), bytes)).status).toBe(200);
    await abortUpload(editor.program, upload.uploadId);
  });

  it("has no other parts than its own, each signed once a request", async () => {
    const { uploadId } = await beginMultipart(editor.program, { size: SIZE });
    for (const partNumbers of [[4], [0], [1, 1], [], Array.from({ length: 101 }, (_, at) => at + 1)]) {
      const answer = await editor.program.call(paths.api.uploadParts(uploadId), { json: { partNumbers } });
      expect(answer).toMatchObject({ status: 400, body: { code: "invalid_request" } });
    }
    await abortUpload(editor.program, uploadId);
  });

  it("is nobody else's", async () => {
    const stranger = await addPerson("admin");
    const { uploadId } = await beginMultipart(editor.program, { size: SIZE });
    const missing = await listParts(editor.program, crypto.randomUUID());
    for (const answer of [
      await listParts(stranger.program, uploadId),
      await abortUpload(stranger.program, uploadId),
      await listParts(editor.program, "nonsense"),
      await abortUpload(editor.program, crypto.randomUUID()),
      await stranger.program.call(paths.api.uploadParts(uploadId), { json: { partNumbers: [1] } }),
    ]) {
      expect({ ...answer.body, requestId: "" }).toEqual({ ...missing.body, requestId: "" });
      expect(answer).toMatchObject({ status: 404, body: { code: "upload_not_found" } });
    }
    await abortUpload(editor.program, uploadId);
  });
});

function neverSigned(): never {
  throw new Error("The part was not signed.");
}
