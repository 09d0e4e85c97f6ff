// What one person may keep and have under way: reserved when presigning, given back in every way there is.
import { afterAll, describe, expect, it } from "vitest";
import { presignUploadResponse } from "@/lib/contracts/upload";
import { AppError } from "@/lib/errors";
import type { Quota } from "@/lib/images/upload/quota";
import { proveEditor } from "@/lib/images/viewer";
import { presignUploads } from "@/lib/operations/uploads/presign-uploads";
import { ApiClient } from "../support/api-client";
import { sqlOne } from "../support/database";
import { drain } from "../support/drain";
import { expectInvariants } from "../support/invariants";
import { expireUpload } from "../support/ledger";
import { addPerson, type Person } from "../support/people";
import { sampleFile } from "../support/sample-images";
import { sampleMp4 } from "../support/sample-files";
import { startSecondApp } from "../support/second-app";
import { addImage, addImages, presign, put, register } from "../support/upload-flow";

afterAll(expectInvariants);

const file = (size?: number) => ({
  filename: "a.png",
  filetype: "image/png",
  onDuplicate: "allow" as const,
  size,
});

const none: Quota = { maxBytes: null, maxImages: null, maxPending: 1_000 };
const bytes = (maxBytes: number): Quota => ({ ...none, maxBytes });
const images = (maxImages: number): Quota => ({ ...none, maxImages });
const pending = (maxPending: number): Quota => ({ ...none, maxPending });

async function editor() {
  const person = await addPerson();
  const viewer = proveEditor({ kind: "user", id: person.id, role: "editor" });
  if (viewer === null) throw new Error("an editor may upload");
  return { person, viewer };
}

const codes = (answers: Awaited<ReturnType<typeof presignUploads>>) =>
  answers.map((answer) => (answer instanceof AppError ? answer.code : "signed"));

describe("a quota", () => {
  it("is reserved at presigning, refuses what does not fit, and lets smaller neighbours through", async () => {
    const { viewer } = await editor();
    const files = [file(600), file(600), file(300)];
    expect(codes(await presignUploads({ viewer, files, quota: bytes(1_000) }))).toEqual([
      "signed",
      "quota_exceeded",
      "signed",
    ]);
    expect(codes(await presignUploads({ viewer, files: [file(101)], quota: bytes(1_000) }))).toEqual([
      "quota_exceeded",
    ]);
    expect(codes(await presignUploads({ viewer, files: [file(100)], quota: bytes(1_000) }))).toEqual([
      "signed",
    ]);
  });

  it("is never overdrawn by requests at the same time", async () => {
    const { viewer } = await editor();
    const requests = Array.from({ length: 20 }, () =>
      presignUploads({ viewer, files: [file(100)], quota: bytes(1_000) }),
    );
    const answers = (await Promise.all(requests)).flatMap(codes);
    expect(answers.filter((code) => code === "signed")).toHaveLength(10);
    expect(answers.filter((code) => code === "quota_exceeded")).toHaveLength(10);
  });

  it("counts an upload of unknown size as the largest that is allowed", async () => {
    const { viewer } = await editor();
    const answers = await presignUploads({
      viewer,
      files: [file(), file()],
      policy: { maxBytes: { image: 600, video: 5_000, file: 5_000 } },
      quota: bytes(1_000),
    });
    expect(codes(answers)).toEqual(["signed", "quota_exceeded"]);
  });

  it("measures what is kept, and is given back when an image is deleted", async () => {
    const { person, viewer } = await editor();
    const { image } = await addImage(person.program);
    const used = async () =>
      Number(
        (
          await sqlOne<{ bytes: string }>(`SELECT "imageBytes" AS bytes FROM "User" WHERE "id" = $1`, [
            person.id,
          ])
        ).bytes,
      );
    expect(await used()).toBe(image.size);
    expect(codes(await presignUploads({ viewer, files: [file(1)], quota: bytes(image.size) }))).toEqual([
      "quota_exceeded",
    ]);
    expect((await person.program.call(`/images/${image.id}`, { method: "DELETE" })).status).toBe(204);
    expect(await used()).toBe(0);
    expect(codes(await presignUploads({ viewer, files: [file(1)], quota: bytes(image.size) }))).toEqual([
      "signed",
    ]);
  });
});

/** What is charged by the triggers, and the same counted anew. */
function useOf(person: Person) {
  return sqlOne<{ charged: string; counted: string; pending: string }>(
    `SELECT "imageBytes" || ' bytes, ' || "imageCount" || ' images' AS "charged",
       (SELECT COALESCE(sum("size"), 0) || ' bytes, ' || count(*) || ' images' FROM "Image" WHERE "uploadedById" = u."id") AS "counted",
       (SELECT count(*) FROM "Upload" WHERE "ownerId" = u."id" AND "state" IN ('issued', 'registering')) AS "pending"
     FROM "User" u WHERE "id" = $1`,
    [person.id],
  );
}

describe("A quota by the number of images", () => {
  it("counts images and pending uploads, refuses the rest of a batch, and says what to do", async () => {
    const { person, viewer } = await editor();
    await addImage(person.program);
    const answers = await presignUploads({ viewer, files: [file(1), file(1), file(1)], quota: images(3) });
    expect(codes(answers)).toEqual(["signed", "signed", "quota_exceeded"]);
    expect(answers[2]).toMatchObject({
      detail:
        "Your images and pending uploads may be 3 images in all. Delete some, or ask an admin for more.",
    });
  });

  it("does not count the poster of a video as an image", async () => {
    const { person } = await editor();
    const upload = await presign(person.program, { filetype: "image/webp" });
    await put(upload, await sampleFile("webp", { widthPx: 64, heightPx: 40 }));
    const video = await presign(person.program, { filename: "film.mp4", filetype: "video/mp4" });
    await put(video, sampleMp4());
    const asked = { filename: "film.mp4", filetype: "video/mp4", poster: upload.key };
    expect((await register(person.program, video.key, asked)).status).toBe(201);
    const use = await useOf(person);
    expect(use).toMatchObject({ pending: "0", charged: expect.stringMatching(/ bytes, 1 images$/) });
    expect(use.charged).toBe(use.counted);
  });

  it("is never overdrawn by 200 requests at the same time in two processes", async () => {
    const { person, viewer } = await editor();
    const app = await startSecondApp({ QUOTA_IMAGES_PER_USER: "15" });
    try {
      await addImages(person.program, 5);
      const program = new ApiClient(app.origin, person.apiKey);
      const json = { filename: "a.png", filetype: "image/png", size: 1 };
      // A crowd may wait too long for the owner's row: then nothing was reserved, and asking again is safe.
      const here = async (): Promise<string[]> =>
        presignUploads({ viewer, files: [file(1)], quota: images(15) }).then(codes, (error: unknown) => {
          if (error instanceof AppError && error.code === "database_unavailable") return here();
          throw error;
        });
      const there = async (): Promise<number[]> => {
        const { status } = await program.call("/images/presign-upload", { json });
        return status === 503 ? there() : [status];
      };
      const answers = await Promise.all(Array.from({ length: 100 }, () => [here(), there()]).flat());

      const granted = answers.flat().filter((answer) => answer === "signed" || answer === 200);
      const refused = answers.flat().filter((answer) => answer === "quota_exceeded" || answer === 507);
      expect([granted.length, refused.length]).toEqual([10, 190]);
      const use = await useOf(person);
      expect(use.pending).toBe("10");
      expect(use.charged).toBe(use.counted);
    } finally {
      await app.stop();
    }
  });
});

describe("The limit on pending uploads", () => {
  it("refuses those beyond it, with a time after which there is room again", async () => {
    const { person } = await editor();
    const app = await startSecondApp({ PENDING_UPLOADS_PER_USER: "2" });
    try {
      const program = new ApiClient(app.origin, person.apiKey);
      const json = { filename: "a.png", filetype: "image/png", size: 1 };
      const batch = await program.call("/images/presign-uploads", { json: { files: [json, json, json] } });
      const [first] = Array.isArray(batch.body["uploads"]) ? batch.body["uploads"] : [];
      expect(batch.body["uploads"]).toMatchObject([
        { method: "PUT" },
        { method: "PUT" },
        { code: "too_many_requests", status: 429, detail: expect.stringContaining("Register or abort some") },
      ]);

      const secondsLeft = async () => {
        const { seconds } = await sqlOne<{ seconds: number }>(
          `SELECT min(extract(epoch FROM "expiresAt" - now()))::float AS "seconds" FROM "Upload" WHERE "ownerId" = $1`,
          [person.id],
        );
        return seconds;
      };
      const before = await secondsLeft();
      const refused = await program.call("/images/presign-upload", { json });
      expect(refused).toMatchObject({ status: 429, body: { code: "too_many_requests" } });
      const { uploadId } = presignUploadResponse.parse(first);
      const told = Number(refused.headers.get("retry-after"));
      expect(told).toBeLessThanOrEqual(Math.ceil(before) + 1);
      expect(told).toBeGreaterThanOrEqual(Math.floor(await secondsLeft()) - 1);
      await expireUpload(uploadId);
      expect((await program.call("/images/presign-upload", { json })).status).toBe(200);
    } finally {
      await app.stop();
    }
  });

  it("and the quota get back what ended: registered, refused, expired, aborted or deleted", async () => {
    const { person, viewer } = await editor();
    const isFull = async () => codes(await presignUploads({ viewer, files: [file(1)], quota: pending(1) }));
    const one = () => presign(person.program, { size: 4 });

    const aborted = await one();
    expect(await isFull()).toEqual(["too_many_requests"]);
    const gone = await person.program.call(`/images/uploads/${aborted.uploadId}`, { method: "DELETE" });
    expect(gone.status).toBe(204);

    const refused = await one();
    await put(refused, Buffer.from("text"));
    expect(await isFull()).toEqual(["too_many_requests"]);
    expect((await register(person.program, refused.key)).status).toBe(422);

    const expired = await one();
    expect(await isFull()).toEqual(["too_many_requests"]);
    await expireUpload(expired.uploadId);
    await drain();

    const { image } = await addImage(person.program);
    expect(await useOf(person)).toMatchObject({ charged: `${image.size} bytes, 1 images`, pending: "0" });
    await person.program.call(`/images/${image.id}`, { method: "DELETE" });
    expect(await useOf(person)).toMatchObject({ charged: "0 bytes, 0 images", pending: "0" });
    expect(
      codes(
        await presignUploads({
          viewer,
          files: [file(9)],
          quota: { maxBytes: 9, maxImages: 1, maxPending: 1 },
        }),
      ),
    ).toEqual(["signed"]);
  });
});
