import { randomUUID } from "node:crypto";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { applyMigrations } from "@/scripts/db/apply-migrations";
import { makeScratchDatabase, type ScratchDatabase } from "@/scripts/db/scratch-database";
import { readEnvironment } from "../support/environment";

// A database without the app: its worker would take dead rows away while a test looks at them.
let scratch: ScratchDatabase;
let client: pg.Client;
beforeAll(async () => {
  scratch = await makeScratchDatabase(readEnvironment().DATABASE_URL);
  await applyMigrations(scratch.url);
  client = new pg.Client({ connectionString: scratch.url });
  await client.connect();
});
afterAll(async () => {
  await client.end();
  await scratch.remove();
});

async function addUser(email = `${randomUUID()}@example.com`): Promise<string> {
  const id = randomUUID();
  await client.query(`INSERT INTO "User" ("id", "email", "updatedAt") VALUES ($1, $2, now())`, [id, email]);
  return id;
}

async function addUpload(ownerId: string): Promise<{ id: string; stagingKey: string }> {
  const id = randomUUID();
  const stagingKey = `uploads/${id}`;
  await client.query(
    `INSERT INTO "Upload" ("id", "ownerId", "stagingKey", "filename", "filetype", "expiresAt", "updatedAt")
     VALUES ($1, $2, $3, 'a.png', 'image/png', now() + interval '10 minutes', now())`,
    [id, ownerId, stagingKey],
  );
  return { id, stagingKey };
}

async function addImage(
  uploadId: string,
  texts = { filename: "a.png", title: "", alt: "" },
): Promise<string> {
  const id = randomUUID();
  await client.query(
    `INSERT INTO "Image" ("id", "uploadId", "objectKey", "etag", "filename", "title", "alt", "filetype", "size", "sha256", "updatedAt")
     VALUES ($1, $2, $3, 'e', $4, $5, $6, 'image/png', 7, 's', now())`,
    [id, uploadId, `images/${id}/1/original.png`, texts.filename, texts.title, texts.alt],
  );
  return id;
}

async function addObject(key: string, state: string, uploadId: string | null, imageId: string | null) {
  await client.query(
    `INSERT INTO "StoredObject" ("key", "state", "uploadId", "imageId", "writableUntil", "removeAt", "updatedAt")
     VALUES ($1, $2::"ObjectState", $3, $4, now(), now() + interval '1 day', now() - interval '1 day')`,
    [key, state, uploadId, imageId],
  );
}

/** The ledger's word on a key, and whether it is due for removal. */
async function objectOf(key: string) {
  const { rows } = await client.query<{ state: string; due: boolean; touched: boolean }>(
    `SELECT "state", "removeAt" <= now() AS "due", "updatedAt" > now() - interval '1 hour' AS "touched"
     FROM "StoredObject" WHERE "key" = $1`,
    [key],
  );
  return rows[0];
}

const released = { state: "dead", due: true, touched: true };
const kept = { state: "live", due: false, touched: false };

describe("The object ledger", () => {
  it("lets go of an image's keys when a line of SQL deletes the image", async () => {
    const upload = await addUpload(await addUser());
    const image = await addImage(upload.id);
    await addObject(`images/${image}/1/original.png`, "live", upload.id, image);
    await addObject(`images/${image}/2/original.png`, "intent", upload.id, image);
    await client.query(`DELETE FROM "Image" WHERE "id" = $1`, [image]);
    expect(await objectOf(`images/${image}/1/original.png`)).toEqual(released);
    expect(await objectOf(`images/${image}/2/original.png`)).toEqual(released);
  });

  it("does not put off the removal of a key that was dead before its image went", async () => {
    const upload = await addUpload(await addUser());
    const image = await addImage(upload.id);
    await addObject(`images/${image}/0`, "dead", upload.id, image);
    await client.query(`DELETE FROM "Image" WHERE "id" = $1`, [image]);
    expect(await objectOf(`images/${image}/0`)).toEqual({ state: "dead", due: false, touched: false });
  });

  it("lets go of the keys of an upload that became no image", async () => {
    const upload = await addUpload(await addUser());
    await addObject(upload.stagingKey, "intent", upload.id, null);
    await addObject(`images/${randomUUID()}`, "intent", upload.id, randomUUID());
    await client.query(`DELETE FROM "Upload" WHERE "id" = $1`, [upload.id]);
    const { rows } = await client.query(`SELECT DISTINCT "state" FROM "StoredObject" WHERE "uploadId" = $1`, [
      upload.id,
    ]);
    expect(rows).toEqual([{ state: "dead" }]);
  });

  it("keeps a registered image's original when its upload and its uploader go", async () => {
    const owner = await addUser();
    const upload = await addUpload(owner);
    const image = await addImage(upload.id);
    await client.query(`UPDATE "Image" SET "uploadedById" = $2 WHERE "id" = $1`, [image, owner]);
    await addObject(`images/${image}`, "live", upload.id, image);
    await addObject(upload.stagingKey, "intent", upload.id, null);
    await client.query(`DELETE FROM "User" WHERE "id" = $1`, [owner]);
    const uploads = await client.query(`SELECT FROM "Upload" WHERE "id" = $1`, [upload.id]);
    const images = await client.query(`SELECT "uploadedById" FROM "Image" WHERE "id" = $1`, [image]);
    expect(uploads.rowCount).toBe(0);
    expect(images.rows).toEqual([{ uploadedById: null }]);
    expect(await objectOf(`images/${image}`)).toEqual(kept);
    expect(await objectOf(upload.stagingKey)).toEqual(released);
  });

  it.each(["live", "intent"])("never makes a dead key %s again", async (state) => {
    const key = `images/${randomUUID()}`;
    await addObject(key, "dead", null, null);
    const revive = client.query(`UPDATE "StoredObject" SET "state" = $2::"ObjectState" WHERE "key" = $1`, [
      key,
      state,
    ]);
    await expect(revive).rejects.toMatchObject({ code: "23514", constraint: "StoredObject_stays_dead" });
    expect((await objectOf(key))?.state).toBe("dead");
  });

  it("lets a key go its way from intent to live to dead, and a dead one be tried again", async () => {
    const key = `images/${randomUUID()}`;
    await addObject(key, "intent", null, null);
    for (const state of ["live", "dead"]) {
      await client.query(`UPDATE "StoredObject" SET "state" = $2::"ObjectState" WHERE "key" = $1`, [
        key,
        state,
      ]);
    }
    await client.query(`UPDATE "StoredObject" SET "tries" = 1, "lastError" = 'x' WHERE "key" = $1`, [key]);
    expect((await objectOf(key))?.state).toBe("dead");
  });
});

describe("An image's row", () => {
  it.each([
    ["sha256", "'other'"],
    ["size", "8"],
    ["uploadId", "gen_random_uuid()"],
  ])("never changes its %s", async (column, value) => {
    const image = await addImage((await addUpload(await addUser())).id);
    const change = client.query(`UPDATE "Image" SET "${column}" = ${value} WHERE "id" = $1`, [image]);
    await expect(change).rejects.toMatchObject({ code: "23514", constraint: "Image_keeps_bytes" });
  });

  it("keeps a text for searching that follows its words, in lower case beyond ASCII too", async () => {
    const texts = { filename: "IMG_1.JPG", title: "Über den Wolken", alt: "ÉTÉ" };
    const image = await addImage((await addUpload(await addUser())).id, texts);
    const read = async () => {
      const found = await client.query<{ searchText: string }>(
        `SELECT "searchText" FROM "Image" WHERE "id" = $1`,
        [image],
      );
      return found.rows;
    };
    expect(await read()).toEqual([{ searchText: "img_1.jpg über den wolken été" }]);
    await client.query(`UPDATE "Image" SET "title" = 'ΣΟΦΙΑ', "revision" = 2 WHERE "id" = $1`, [image]);
    expect(await read()).toEqual([{ searchText: "img_1.jpg σοφια été" }]);
    await client.query(`UPDATE "Image" SET "searchText" = '' WHERE "id" = $1`, [image]);
    expect(await read()).toEqual([{ searchText: "img_1.jpg σοφια été" }]);
  });
});

describe("The tables", () => {
  it.each(["Image", "Upload", "Variant"])(
    "refuse TRUNCATE on %s, which would orphan objects",
    async (table) => {
      await expect(client.query(`TRUNCATE "${table}" CASCADE`)).rejects.toMatchObject({ code: "23001" });
    },
  );

  it("allow TRUNCATE to a session that asks for it by name", async () => {
    const image = await addImage((await addUpload(await addUser())).id);
    await client.query("BEGIN");
    await client.query(`SET LOCAL signet.allow_truncate = 'on'`);
    await client.query(`TRUNCATE "Image" CASCADE`);
    const found = await client.query(`SELECT FROM "Image" WHERE "id" = $1`, [image]);
    expect(found.rowCount).toBe(0);
    await client.query("ROLLBACK");
    await expect(client.query(`TRUNCATE "Image" CASCADE`)).rejects.toMatchObject({ code: "23001" });
  });

  it("refuse an e-mail address with capitals", async () => {
    await expect(addUser("Person@example.com")).rejects.toMatchObject({
      constraint: "User_email_lower_case",
    });
  });

  it.each(["", "ü".repeat(513)])("refuse a key that S3 would refuse for its length", async (key) => {
    const insert = addObject(key, "intent", null, null);
    await expect(insert).rejects.toMatchObject({ constraint: "StoredObject_key_length" });
  });

  it("refuse an image of less than no bytes", async () => {
    const upload = await addUpload(await addUser());
    const insert = client.query(
      `INSERT INTO "Image" ("id", "uploadId", "objectKey", "etag", "filename", "filetype", "size", "sha256", "updatedAt")
       VALUES (gen_random_uuid(), $1, 'images/x', 'e', 'a.png', 'image/png', -1, 's', now())`,
      [upload.id],
    );
    await expect(insert).rejects.toMatchObject({ constraint: "Image_size_not_negative" });
  });
});
