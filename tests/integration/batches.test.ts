// Many files in one request: each has its own answer, in its own place.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { signedUrlsResponse } from "@/lib/contracts/display";
import { imageResponse } from "@/lib/contracts/image";
import { problemSchema } from "@/lib/contracts/problem";
import { presignUploadResponse, registrationsResponse } from "@/lib/contracts/upload";
import { listObjects } from "../support/bucket";
import { sqlOne } from "../support/database";
import { expectInvariants } from "../support/invariants";
import { addPerson, type Person } from "../support/people";
import { addImage, addImages, declare, presign, put, uniquePng } from "../support/upload-flow";
import { asRegistered } from "../support/variants";

let editor: Person;

beforeAll(async () => {
  editor = await addPerson("editor");
});
afterAll(expectInvariants);

const file = { filename: "a.png", filetype: "image/png" };
const uploads = z.object({ uploads: z.array(z.unknown()) });

describe("A batch of presigned uploads", () => {
  it("answers each file in its place: uploads for the good ones, problems for the others", async () => {
    const { image, bytes } = await addImage(editor.program);
    const files = [
      file,
      { ...file, filetype: "image/svg+xml" },
      { ...file, size: 10 ** 12 },
      { ...file, size: 0 },
      { ...file, ...declare(bytes), onDuplicate: "report" },
      { ...file, filetype: "image/webp" },
    ];

    const { status, body } = await editor.program.call("/images/presign-uploads", { json: { files } });

    const answers = uploads.parse(body).uploads;
    expect(status).toBe(200);
    expect(answers).toHaveLength(files.length);
    const problems = answers.slice(1, 5).map((answer) => problemSchema.parse(answer));
    expect(problems.map(({ code, status: own }) => [code, own])).toEqual([
      ["unsupported_media_type", 415],
      ["file_too_large", 413],
      ["invalid_request", 400],
      ["duplicate_image", 409],
    ]);
    expect(problems[3]).toMatchObject({ imageId: image.id });
    const good = [answers[0], answers[5]].map((answer) => presignUploadResponse.parse(answer));
    expect(good.map(({ headers }) => headers["content-type"])).toEqual(["image/png", "image/webp"]);
    expect(await Promise.all([put(good[0] ?? noUpload(), await uniquePng())])).toEqual([200]);
  });

  it("takes a hundred, each with a key of its own, and not one more or none", async () => {
    const asked = (count: number) => ({ json: { files: Array(count).fill(file) } });

    const hundred = await editor.program.call("/images/presign-uploads", asked(100));

    const keys = uploads.parse(hundred.body).uploads.map((answer) => presignUploadResponse.parse(answer).key);
    expect(new Set(keys).size).toBe(100);
    expect((await editor.program.call("/images/presign-uploads", asked(101))).status).toBe(400);
    expect((await editor.program.call("/images/presign-uploads", asked(0))).status).toBe(400);
  });

  it("in which one is not valid is refused as a whole, and writes nothing down", async () => {
    const before = await countUploads();
    const files = [file, { ...file, size: -1 }];

    const { status, body } = await editor.program.call("/images/presign-uploads", { json: { files } });

    expect([status, body["code"]]).toEqual([400, "invalid_request"]);
    expect(JSON.stringify(body["issues"])).toContain("files.1.size");
    expect(await countUploads()).toBe(before);
  });
});

describe("A batch of registrations", () => {
  it("answers each in its place: images for the good ones, problems for the others", async () => {
    const [good, hostile, never, again] = await Promise.all([
      presign(editor.program),
      presign(editor.program),
      presign(editor.program),
      addImage(editor.program),
    ]);
    await put(good, await uniquePng());
    await put(hostile, Buffer.from("<html>"));
    const foreign = await presign((await addPerson("editor")).program);
    const keys = [hostile.key, good.key, never.key, foreign.key, "not/a/key", again.upload.key];

    const { status, body } = await editor.program.call("/images/registrations", {
      json: { images: keys.map((key) => ({ ...file, key })) },
    });

    expect(status).toBe(200);
    expect(body["images"]).toMatchObject([
      { code: "unsupported_content", status: 422 },
      { image: { filetype: "image/png" } },
      { code: "object_missing", status: 409 },
      { code: "upload_not_found", status: 404 },
      { code: "upload_not_found", status: 404 },
      { image: { id: again.image.id } },
    ]);
  });

  it("takes a hundred at once, and repeats all their answers; one more is refused", async () => {
    const { id } = editor;
    const images = await addImages(editor.program, 100);

    expect(new Set(images.map((image) => image.id)).size).toBe(100);
    const keys = await stagingKeysOf(images.map((image) => image.id));
    const registrations = keys.map((key) => ({ ...file, key }));
    const repeated = await editor.program.call("/images/registrations", { json: { images: registrations } });
    const answers = registrationsResponse.parse(repeated.body).images;
    expect(answers.map((answer) => asRegistered(imageResponse.parse(answer).image))).toEqual(images);
    const tooMany = { images: [...registrations, ...registrations.slice(0, 1)] };
    expect((await editor.program.call("/images/registrations", { json: tooMany })).status).toBe(400);
    expect(images.every((image) => image.uploadedBy === id)).toBe(true);
  });

  it("that names one upload a hundred times gives one image and one object", async () => {
    const upload = await presign(editor.program);
    await put(upload, await uniquePng());
    const images = Array(100).fill({ ...file, key: upload.key });

    const { body } = await editor.program.call("/images/registrations", { json: { images } });

    const answers = registrationsResponse.parse(body).images;
    const ids = answers.flatMap((answer) => ("image" in answer ? [parseId(answer.image)] : []));
    const codes = answers.flatMap((answer) => ("code" in answer ? [answer.code] : []));
    expect(new Set(ids).size).toBe(1);
    expect(codes.filter((code) => code !== "registration_in_progress")).toEqual([]);
    const kept = [...(await listObjects(`images/${String(ids[0])}/`)).keys()];
    expect(kept.filter((key) => key.includes("/original."))).toHaveLength(1);
  });
});

describe("A batch of signed URLs", () => {
  it("takes two hundred ids, in any order and repeated, and not one more or none", async () => {
    const [one, two] = await addImages(editor.program, 2);
    const ids = Array.from({ length: 200 }, (_, index) => (index % 2 === 0 ? one?.id : two?.id));

    const { status, body } = await editor.program.call("/images/signed-urls", { json: { ids } });

    expect(status).toBe(200);
    expect(signedUrlsResponse.parse(body).urls.map((answer) => answer.id)).toEqual(ids);
    const tooMany = { json: { ids: [...ids, one?.id] } };
    expect((await editor.program.call("/images/signed-urls", tooMany)).status).toBe(400);
    expect((await editor.program.call("/images/signed-urls", { json: { ids: [] } })).status).toBe(400);
  });
});

function noUpload(): never {
  throw new Error("There is no upload in this place.");
}

function parseId(image: unknown): string {
  return z.object({ id: z.string() }).parse(image).id;
}

async function countUploads(): Promise<string> {
  const count = `SELECT count(*) FROM "Upload" WHERE "ownerId" = $1`;
  return (await sqlOne<{ count: string }>(count, [editor.id])).count;
}

/** In the order of the ids. */
async function stagingKeysOf(ids: readonly string[]): Promise<string[]> {
  const query = `SELECT array_agg("stagingKey" ORDER BY array_position($1::uuid[], "imageId")) AS keys
    FROM "Upload" WHERE "imageId" = ANY($1::uuid[])`;
  return (await sqlOne<{ keys: string[] }>(query, [ids])).keys;
}
