// Files above what a request can read: verified by a job, also where none waits, with memory that does not grow with them.
import { removeOwnDatabase } from "../support/own-services";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { imageResponse } from "@/lib/contracts/image";
import type { PresignMultipartResponse } from "@/lib/contracts/multipart";
import { finishRegistration } from "@/lib/operations/uploads/finish-registration";
import { s3ObjectStorage } from "@/lib/storage/s3/s3-object-storage";
import { ApiClient, type Answer } from "../support/api-client";
import { completeUpload, writeObject } from "../support/bucket";
import { sql } from "../support/database";
import { expectInvariants } from "../support/invariants";
import { stateOf } from "../support/ledger";
import { type LargeVideo, largeVideo } from "../support/large-video";
import { residentBytes, watchMemory } from "../support/memory";
import { beginMultipart, putPart, type SentPart, signParts } from "../support/multipart-flow";
import { addPerson } from "../support/people";
import { type SecondApp, startSecondApp } from "../support/second-app";
import { presign, register } from "../support/upload-flow";

const MIB = 1024 ** 2;
const FILM = { filename: "film.mp4", filetype: "video/mp4" };

let app: SecondApp;
let editor: ApiClient;

beforeAll(async () => {
  // As on a platform without processes that last: what a request leaves to do is done right after its answer.
  app = await startSecondApp({ INLINE_WORKER: "false" });
  process.env["SIGNET_URL"] = app.origin;
  editor = new ApiClient(app.origin, (await addPerson("editor")).apiKey);
});
afterAll(async () => {
  await expectInvariants();
  await app.stop();
  await removeOwnDatabase();
});

async function sendVideo(upload: PresignMultipartResponse, video: LargeVideo): Promise<SentPart[]> {
  const partNumbers = Array.from({ length: upload.partCount }, (_, index) => index + 1);
  const sent: SentPart[] = [];
  for (const part of await signParts(editor, upload.uploadId, partNumbers)) {
    const offset = (part.partNumber - 1) * upload.partSizeBytes;
    const { etag } = await putPart(part, video.read(offset, upload.partSizeBytes));
    sent.push({ partNumber: part.partNumber, etag });
  }
  return sent;
}

/** Asks again for as long as it is told to. */
async function registerPatiently(key: string, parts?: readonly SentPart[]): Promise<Answer> {
  for (;;) {
    const answer = await register(editor, key, {
      ...FILM,
      ...(parts === undefined ? {} : { parts: [...parts] }),
    });
    if (answer.body["code"] !== "registration_in_progress") return answer;
    expect(answer.headers.get("retry-after")).toBe("2");
    await new Promise((done) => setTimeout(done, 250));
  }
}

describe("A large file", () => {
  it("is verified by a job while its client asks again, in memory that does not grow with it", async () => {
    const video = largeVideo(256 * MIB);
    const upload = await beginMultipart(editor, { ...FILM, size: video.sizeBytes });
    const before = residentBytes(app.pid);
    const highest = watchMemory(app.pid);
    const parts = await sendVideo(upload, video);
    const first = await register(editor, upload.key, { ...FILM, parts });
    expect(first).toMatchObject({ status: 409, body: { code: "registration_in_progress" } });

    const answer = await registerPatiently(upload.key, parts);
    expect(answer.status).toBe(200);
    const { image } = imageResponse.parse(answer.body);
    expect(image).toMatchObject({
      kind: "video",
      size: video.sizeBytes,
      width: 64,
      height: 40,
      duration: 2.5,
    });
    expect(image.sha256).toBe(video.sha256());
    expect(highest() - before).toBeLessThan(128 * MIB);
  });

  it("that was put with one URL is copied and verified by a job too", async () => {
    const video = largeVideo(65 * MIB);
    const upload = await presign(editor, FILM);
    await writeObject(upload.key, video.read(0, video.sizeBytes), FILM.filetype);
    const answer = await registerPatiently(upload.key);
    expect(imageResponse.parse(answer.body).image).toMatchObject({ kind: "video", sha256: video.sha256() });
  });

  it("that is not what was announced is refused for good by the job", async () => {
    const video = largeVideo(65 * MIB);
    const sha256 = largeVideo(65 * MIB).sha256();
    const upload = await beginMultipart(editor, { ...FILM, size: video.sizeBytes, sha256 });
    const parts = await sendVideo(upload, video);
    expect(await registerPatiently(upload.key, parts)).toMatchObject({
      status: 422,
      body: { code: "content_mismatch" },
    });
  });

  it("is read on from where a job stopped that died", async () => {
    const video = largeVideo(130 * MIB);
    const upload = await beginMultipart(editor, { ...FILM, size: video.sizeBytes });
    await completeUpload(upload.key, await sendVideo(upload, video));
    await sql(
      `UPDATE "Upload" SET "registration" = jsonb_build_object('filename', 'film.mp4',
         'viewer', jsonb_build_object('id', "ownerId", 'role', 'editor')) WHERE "id" = $1`,
      [upload.uploadId],
    );
    const offsets: number[] = [];
    const storage = (fails: number) => ({
      ...s3ObjectStorage,
      openRange: (...[key, range, options]: Parameters<typeof s3ObjectStorage.openRange>) => {
        offsets.push(range.offset / MIB);
        if (range.offset === fails) throw new Error("the store went away");
        return s3ObjectStorage.openRange(key, range, options);
      },
    });
    const work = finishRegistration({ uploadId: upload.uploadId, storage: storage(64 * MIB) });
    await expect(work).rejects.toThrow("the store went away");
    expect(await stateOf(upload.uploadId)).toBe("issued");
    await finishRegistration({ uploadId: upload.uploadId, storage: storage(-1) });
    expect(offsets).toEqual([0, 64, 64, 128]);
    const answer = await register(editor, upload.key, FILM);
    expect(answer).toMatchObject({ status: 200, body: { image: { sha256: video.sha256() } } });
  });
});
