// Several requests about one upload or one image at the same instant.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { imageResponse } from "@/lib/contracts/image";
import { proveEditor } from "@/lib/images/viewer";
import { registerImages } from "@/lib/operations/uploads/register-images";
import type { ObjectStorage } from "@/lib/storage/object-storage";
import { s3ObjectStorage } from "@/lib/storage/s3/s3-object-storage";
import type { Answer, ApiClient } from "../support/api-client";
import { hasObject, listObjects } from "../support/bucket";
import { sql } from "../support/database";
import { drain } from "../support/drain";
import { expectInvariants } from "../support/invariants";
import { registerPatiently } from "../support/patient-client";
import { addPerson, type Person, signInAs } from "../support/people";
import { addImage, presign, put, register, uniquePng } from "../support/upload-flow";
import { asRegistered } from "../support/variants";

let editor: Person;
let program: ApiClient;

beforeAll(async () => {
  editor = await addPerson("editor");
  ({ program } = editor);
});
afterAll(expectInvariants);

const ASK_AGAIN = new Set<unknown>(["registration_in_progress", "storage_unavailable"]);

function times<T>(count: number, work: (index: number) => Promise<T>): Promise<T[]> {
  return Promise.all(Array.from({ length: count }, (_, index) => work(index)));
}

describe("Eight registrations of one upload at once", () => {
  it("give one image, one row and one object, and the same id to everybody who is told one", async () => {
    await times(5, async () => {
      const upload = await presign(program);
      await put(upload, await uniquePng());

      const answers = await times(8, (index) => register(program, upload.key, { title: `Number ${index}` }));

      const statuses = answers.map(({ status }) => status);
      expect(statuses.filter((status) => status === 201).length).toBeLessThanOrEqual(1);
      // 503: a busy machine may be too slow for all of them at once.
      expect(statuses.filter((status) => ![200, 201, 409, 503].includes(status))).toEqual([]);
      const last = await registerPatiently(program, upload.key);
      const told = [...answers, last].filter(({ status }) => status < 300);
      const images = told.map(({ body }) => asRegistered(imageResponse.parse(body).image));
      expect(new Set(images.map((image) => JSON.stringify(image))).size).toBe(1);
      const again = asRegistered(imageResponse.parse((await register(program, upload.key)).body).image);
      expect(again).toEqual(images[0]);
      const rows = await sql(`SELECT "id" FROM "Image" WHERE "uploadId" = $1`, [upload.uploadId]);
      expect(rows).toEqual([{ id: again.id }]);
    });
    await drain();
    const rows = await sql<{ objectKey: string }>(
      `SELECT "objectKey" FROM "Image" WHERE "uploadedById" = $1`,
      [editor.id],
    );
    const attempts = await sql<{ key: string }>(
      `SELECT o."key" FROM "StoredObject" o JOIN "Upload" u ON u."id" = o."uploadId"
       WHERE u."ownerId" = $1 AND o."key" LIKE 'images/%'`,
      [editor.id],
    );
    const objects = await listObjects("images/");
    const kept = attempts.filter(({ key }) => objects.has(key)).map(({ key }) => key);
    expect(kept.sort()).toEqual(rows.map(({ objectKey }) => objectKey).sort());
  });

  it("give the image also to the one that looks for the file when another has moved it away", async () => {
    const upload = await presign(program);
    await put(upload, await uniquePng());
    let first: Answer | undefined;
    const storage: ObjectStorage = {
      ...s3ObjectStorage,
      async readRange(key, ...rest) {
        if (first === undefined) {
          first = await register(program, upload.key);
          await drain();
        }
        return s3ObjectStorage.readRange(key, ...rest);
      },
    };
    const viewer = proveEditor({ kind: "user", id: editor.id, role: "editor" });
    if (viewer === null) throw new Error("an editor may register");
    const registrations = [{ key: upload.key, filename: "picture.png", filetype: "image/png" }];

    const [second] = await registerImages({ viewer, registrations, storage });

    const { image } = imageResponse.parse(first?.body);
    expect(second).toMatchObject({ isNew: false, image: { id: image.id } });
  });

  it("of a file that is refused all say so, or that it is being looked at", async () => {
    const upload = await presign(program);
    await put(upload, Buffer.from("<svg/>"));

    const answers = await times(8, () => register(program, upload.key));

    const last = await registerPatiently(program, upload.key);
    const codes = new Set([...answers, last].map(({ body }) => body["code"]));
    expect(codes.difference(ASK_AGAIN)).toEqual(new Set(["unsupported_content"]));
  });
});

describe("Deleting", () => {
  it("against registering again and signing leaves the image deleted, and revives nothing", async () => {
    await times(6, async () => {
      const { image, upload } = await addImage(program);
      const path = `/images/${image.id}`;

      const answers = await Promise.all([
        register(program, upload.key),
        program.call(`${path}/signed-url`),
        program.call(path, { method: "DELETE" }),
        register(program, upload.key),
        program.call(`${path}/content`),
        program.call(`/images/signed-url?key=${upload.key}`),
        program.call(path, { method: "PATCH", json: { title: "Too late?" } }),
        program.call(path, { method: "DELETE" }),
      ]);

      expect(
        answers.map(({ status }) => status).filter((status) => ![200, 204, 302, 404].includes(status)),
      ).toEqual([]);
      const deletions = [answers[2]?.status, answers[7]?.status];
      expect(deletions.sort()).toEqual([204, 404]);
      expect((await register(program, upload.key)).status).toBe(404);
      expect((await program.call(`${path}/signed-url`)).status).toBe(404);
      await drain();
      expect(await hasObject(image.key)).toBe(false);
    });
  });

  it("an account while its uploads are being registered leaves images without an owner, or nothing", async () => {
    const leaver = await addPerson("editor");
    const uploads = await times(6, async () => {
      const upload = await presign(leaver.program);
      await put(upload, await uniquePng());
      return upload;
    });

    const [answers] = await Promise.all([
      Promise.all(uploads.map(({ key }) => register(leaver.program, key))),
      sql(`DELETE FROM "User" WHERE "id" = $1`, [leaver.id]),
    ]);

    expect(
      answers.map(({ status }) => status).filter((status) => ![201, 401, 404, 409, 503].includes(status)),
    ).toEqual([]);
    const told = answers
      .filter(({ status }) => status === 201)
      .map(({ body }) => imageResponse.parse(body).image.id);
    const kept = await sql<{ id: string }>(`SELECT "id" FROM "Image" WHERE "uploadId" = ANY($1)`, [
      uploads.map(({ uploadId }) => uploadId),
    ]);
    expect(new Set(told).difference(new Set(kept.map(({ id }) => id)))).toEqual(new Set());
    await expectInvariants();
  });
});

describe("Changing", () => {
  it("with the same revision from eight sides succeeds once", async () => {
    const { image } = await addImage(program);
    const browser = await signInAs(editor);
    const headers = { "if-match": '"1"' };

    const answers = await times(8, (index) =>
      browser.call(`/images/${image.id}`, { method: "PATCH", json: { title: `Number ${index}` }, headers }),
    );

    const statuses = answers.map(({ status }) => status).sort();
    expect(statuses).toEqual([200, 412, 412, 412, 412, 412, 412, 412]);
  });
});

describe("Sweeping", () => {
  it("from five sides while files are registered harms none of them", async () => {
    const uploads = await times(8, async () => {
      const upload = await presign(program);
      await put(upload, await uniquePng());
      return upload;
    });

    const [answers] = await Promise.all([
      Promise.all(uploads.map(({ key }) => registerPatiently(program, key))),
      times(5, drain),
    ]);

    expect(answers.map(({ status }) => status).filter((status) => status !== 200 && status !== 201)).toEqual(
      [],
    );
    const keys = answers.map(({ body }) => imageResponse.parse(body).image.key);
    expect(await Promise.all(keys.map(hasObject))).toEqual(Array(8).fill(true));
  });
});
