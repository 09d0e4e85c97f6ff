// How images end, and that nothing of them is left in the bucket. Clocks are moved in the database.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { imageResponse } from "@/lib/contracts/image";
import { hasObject, listObjects } from "../support/bucket";
import { sql } from "../support/database";
import { drain } from "../support/drain";
import { expectInvariants } from "../support/invariants";
import { endWritability, expireUpload, ledgerOf, stateOf } from "../support/ledger";
import { addPerson, type Person } from "../support/people";
import { addImage, addImages, presign, put, register, uniquePng } from "../support/upload-flow";
import { asRegistered, awaitVariants } from "../support/variants";

let editor: Person;

beforeAll(async () => {
  editor = await addPerson("editor");
});
afterAll(expectInvariants);

describe("An image that is deleted", () => {
  it("through the API leaves no object behind", async () => {
    const { image, upload } = await addImage(editor.program);
    await editor.program.call(`/images/${image.id}`, { method: "DELETE" });
    await drain();
    expect([await hasObject(image.key), await hasObject(upload.key)]).toEqual([false, false]);
  });

  it("with a line of SQL leaves no object behind", async () => {
    const images = await addImages(editor.program, 5);
    await sql(`DELETE FROM "Image" WHERE "id" = ANY($1)`, [images.map(({ id }) => id)]);
    await drain();
    expect(await Promise.all(images.map(({ key }) => hasObject(key)))).toEqual(Array(5).fill(false));
    expect((await editor.program.call(`/images/${images[0]?.id ?? ""}`)).status).toBe(404);
  });

  it("in a transaction that is taken back stays, with its object", async () => {
    const { image } = await addImage(editor.program);
    await sql(
      `DO $$ BEGIN DELETE FROM "Image" WHERE "id" = '${image.id}'; RAISE EXCEPTION 'no'; END $$`,
    ).catch(() => undefined);
    await drain();
    expect(await hasObject(image.key)).toBe(true);
    expect((await editor.program.call(`/images/${image.id}`)).status).toBe(200);
  });

  it("cannot be truncated away, which would orphan its object", async () => {
    await expect(sql(`TRUNCATE "Image" CASCADE`)).rejects.toThrow(/orphan/);
    await expect(sql(`TRUNCATE "Upload" CASCADE`)).rejects.toThrow(/orphan/);
  });

  it("stays deleted: its key cannot be made live again, not even by hand", async () => {
    const { image } = await addImage(editor.program);
    await editor.program.call(`/images/${image.id}`, { method: "DELETE" });
    await expect(
      sql(`UPDATE "StoredObject" SET "state" = 'live' WHERE "key" = $1`, [image.key]),
    ).rejects.toThrow();
  });

  it("while it is there cannot be given other bytes, not even by hand", async () => {
    const { image } = await addImage(editor.program);
    await expect(sql(`UPDATE "Image" SET "sha256" = 'x' WHERE "id" = $1`, [image.id])).rejects.toThrow(
      /never change/,
    );
  });
});

describe("An account that is deleted", () => {
  it("keeps its images for the others, and takes its unfinished uploads along", async () => {
    const leaver = await addPerson("editor");
    const { image } = await addImage(leaver.program);
    const pending = await presign(leaver.program);
    await put(pending, await uniquePng());
    const refused = await presign(leaver.program);
    await put(refused, Buffer.from("<svg/>"));
    await register(leaver.program, refused.key);

    await sql(`DELETE FROM "User" WHERE "id" = $1`, [leaver.id]);
    await drain();

    const left = await editor.program.call(`/images/${image.id}`);
    expect(asRegistered(imageResponse.parse(left.body).image)).toEqual({ ...image, uploadedBy: null });
    expect(await hasObject(image.key)).toBe(true);
    expect([await hasObject(pending.key), await hasObject(refused.key)]).toEqual([false, false]);
  });

  it("lets an admin delete what it left, objects and all", async () => {
    const [leaver, admin] = await Promise.all([addPerson("editor"), addPerson("admin")]);
    const { image } = await addImage(leaver.program);
    await sql(`DELETE FROM "User" WHERE "id" = $1`, [leaver.id]);
    expect((await editor.program.call(`/images/${image.id}`, { method: "DELETE" })).status).toBe(403);
    expect((await admin.program.call(`/images/${image.id}`, { method: "DELETE" })).status).toBe(204);
    await drain();
    expect(await hasObject(image.key)).toBe(false);
  });
});

describe("A PUT that comes after the end", () => {
  it.each(["registered", "rejected", "expired"])(
    "of a %s upload is removed when its URL has ended",
    async (end) => {
      const upload = await presign(editor.program);
      await put(upload, end === "rejected" ? Buffer.from("<svg/>") : await uniquePng());
      if (end === "expired") await expireUpload(upload.uploadId);
      else await register(editor.program, upload.key);
      await drain();
      expect(await stateOf(upload.uploadId)).toBe(end);
      expect(await hasObject(upload.key)).toBe(false);

      expect(await put(upload, await uniquePng())).toBe(200);
      await drain();
      expect(await hasObject(upload.key)).toBe(true);

      await endWritability(upload.key);
      await drain();
      expect(await hasObject(upload.key)).toBe(false);
      expect(await ledgerOf(upload.key)).toEqual([]);
    },
  );
});

describe("The sweep", () => {
  it("removes nothing that the ledger does not call dead", async () => {
    const { image } = await addImage(editor.program);
    await awaitVariants(editor.program, image.id);
    const folder = `images/${image.id}/`;
    const before = await listObjects(folder);
    await drain();
    expect(await listObjects(folder)).toEqual(before);
    expect(before.has(image.key)).toBe(true);
  });

  it("takes an object that is gone already for removed", async () => {
    const { key, uploadId } = await presign(editor.program);
    await expireUpload(uploadId);
    await endWritability(key);
    await drain();
    await drain();
    expect(await ledgerOf(key)).toEqual([]);
  });
});
