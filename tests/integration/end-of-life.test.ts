// How uploads and images end, and that nothing of them is left in the bucket. Clocks are moved in the database.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { imageResponse } from "@/lib/contracts/image";
import { hasObject, listObjects, writeObject } from "../support/bucket";
import { sql, sqlOne } from "../support/database";
import { drain } from "../support/drain";
import { expectInvariants } from "../support/invariants";
import { addPerson, type Person } from "../support/people";
import { addImage, addImages, presign, put, register, uniquePng } from "../support/upload-flow";

let editor: Person;

beforeAll(async () => {
  editor = await addPerson("editor");
});
afterAll(expectInvariants);

/** The ledger's row of a key, without its dates. */
function ledgerOf(key: string): Promise<{ state: string }[]> {
  return sql<{ state: string }>(`SELECT "state"::text FROM "StoredObject" WHERE "key" = $1`, [key]);
}

async function stateOf(uploadId: string): Promise<string> {
  const query = `SELECT "state"::text FROM "Upload" WHERE "id" = $1`;
  return (await sqlOne<{ state: string }>(query, [uploadId])).state;
}

/** As if all that time had passed since the key was last written down. */
function endWritability(key: string): Promise<unknown[]> {
  return sql(
    `UPDATE "StoredObject" SET "writableUntil" = now() - interval '2 seconds', "removeAt" = now() - interval '1 second'
     WHERE "key" = $1`,
    [key],
  );
}

function expireUpload(uploadId: string): Promise<unknown[]> {
  return sql(`UPDATE "Upload" SET "expiresAt" = now() - interval '1 second' WHERE "id" = $1`, [uploadId]);
}

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
    await expect(sql(`TRUNCATE "Image"`)).rejects.toThrow(/orphan/);
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
    expect(imageResponse.parse(left.body).image).toEqual({ ...image, uploadedBy: null });
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

describe("An abandoned upload", () => {
  it("that was never put expires, and its key is forgotten when its URL has ended", async () => {
    const { key, uploadId } = await presign(editor.program);
    await expireUpload(uploadId);
    await drain();
    expect(await stateOf(uploadId)).toBe("expired");
    expect(await ledgerOf(key)).toEqual([{ state: "dead" }]);

    await endWritability(key);
    await drain();
    expect(await ledgerOf(key)).toEqual([]);
  });

  it("that was put and never registered expires, and its object is removed", async () => {
    const upload = await presign(editor.program);
    await put(upload, await uniquePng());
    await drain();
    expect(await hasObject(upload.key)).toBe(true);

    await expireUpload(upload.uploadId);
    await drain();

    expect(await hasObject(upload.key)).toBe(false);
    expect(await register(editor.program, upload.key)).toMatchObject({
      status: 410,
      body: { code: "upload_expired" },
    });
  });

  it("is left alone by the sweep until it expires, and can be registered until then", async () => {
    const upload = await presign(editor.program);
    await put(upload, await uniquePng());
    await sql(`UPDATE "Upload" SET "createdAt" = now() - interval '1 hour' WHERE "id" = $1`, [
      upload.uploadId,
    ]);
    await drain();
    expect((await register(editor.program, upload.key)).status).toBe(201);
  });
});

describe("An attempt that died", () => {
  /** What a process killed in the middle of registering leaves: a lease, an announced key, and perhaps its object. */
  async function leaveAttempt(
    leaseUntil: string,
  ): Promise<{ uploadId: string; key: string; attemptKey: string }> {
    const upload = await presign(editor.program);
    await put(upload, await uniquePng());
    const imageId = crypto.randomUUID();
    const attemptKey = `images/${imageId}/${crypto.randomUUID()}/original.png`;
    await sql(
      `UPDATE "Upload" SET "state" = 'registering', "attempt" = 1, "leaseUntil" = now() + $2::interval WHERE "id" = $1`,
      [upload.uploadId, leaseUntil],
    );
    await sql(
      `INSERT INTO "StoredObject" ("key", "state", "uploadId", "imageId", "writableUntil", "updatedAt")
       VALUES ($1, 'intent', $2, $3, now() + interval '15 minutes', now())`,
      [attemptKey, upload.uploadId, imageId],
    );
    await writeObject(attemptKey, await uniquePng());
    return { uploadId: upload.uploadId, key: upload.key, attemptKey };
  }

  it("keeps others out while its lease lasts, and nothing of it is removed", async () => {
    const { key, uploadId, attemptKey } = await leaveAttempt("1 minute");
    await drain();
    expect(await register(editor.program, key)).toMatchObject({ body: { code: "registration_in_progress" } });
    expect(await hasObject(attemptKey)).toBe(true);

    await sql(`UPDATE "Upload" SET "leaseUntil" = now() - interval '1 second' WHERE "id" = $1`, [uploadId]);
    expect((await register(editor.program, key)).status).toBe(201);
  });

  it("is retaken by the next request once its lease is over, and its key is removed", async () => {
    const { key, attemptKey } = await leaveAttempt("-1 second");

    const { image } = imageResponse.parse((await register(editor.program, key)).body);
    await drain();

    expect(await hasObject(attemptKey)).toBe(false);
    expect(await hasObject(image.key)).toBe(true);
    await expectInvariants();
  });

  it("is let go of by the sweep once its lease is over, and its upload can be registered still", async () => {
    const { key, uploadId, attemptKey } = await leaveAttempt("-1 second");

    await drain();

    expect(await stateOf(uploadId)).toBe("issued");
    expect(await hasObject(attemptKey)).toBe(false);
    expect((await register(editor.program, key)).status).toBe(201);
  });

  it("that wakes up late and writes its key once more has it removed once more", async () => {
    const { attemptKey } = await leaveAttempt("-1 second");
    await drain();
    await writeObject(attemptKey, await uniquePng());

    await endWritability(attemptKey);
    await drain();

    expect(await hasObject(attemptKey)).toBe(false);
    expect(await ledgerOf(attemptKey)).toEqual([]);
  });

  it("takes an upload whose time is over with it", async () => {
    const { key, uploadId, attemptKey } = await leaveAttempt("-1 second");
    await expireUpload(uploadId);

    await drain();

    expect(await stateOf(uploadId)).toBe("expired");
    expect([await hasObject(key), await hasObject(attemptKey)]).toEqual([false, false]);
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
    const [image] = await addImages(editor.program, 1);
    const before = await listObjects("images/");
    await drain();
    expect(await listObjects("images/")).toEqual(before);
    expect(before.has(image?.key ?? "")).toBe(true);
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
