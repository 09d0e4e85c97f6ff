// The revision of what the public may see: renewed by whatever changes that, and by nothing else.
import { randomUUID } from "node:crypto";
import pg from "pg";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { applyMigrations } from "@/scripts/db/apply-migrations";
import { makeScratchDatabase, type ScratchDatabase } from "@/scripts/db/scratch-database";
import { readEnvironment } from "../support/environment";

// A database without the app: its worker would change rows by itself.
let scratch: ScratchDatabase;
let one: pg.Client;
let other: pg.Client;

beforeAll(async () => {
  scratch = await makeScratchDatabase(readEnvironment().DATABASE_URL);
  await applyMigrations(scratch.url);
  [one, other] = await Promise.all([connect(), connect()]);
});
afterAll(async () => {
  await Promise.all([one.end(), other.end()]);
  await scratch.remove();
});

async function connect(): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: scratch.url });
  await client.connect();
  return client;
}

async function revision(): Promise<string | undefined> {
  const { rows } = await one.query<{ revision: string }>(`SELECT "revision" FROM "PublicRevision"`);
  return rows[0]?.revision;
}

/** So many images in one statement; gives the id of the last. */
async function addImages(visibility: "public" | "private", count = 1): Promise<string> {
  const { rows } = await one.query<{ id: string }>(
    `INSERT INTO "Image" ("id", "uploadId", "objectKey", "etag", "filename", "filetype", "size", "sha256", "visibility",
       "updatedAt")
     SELECT gen_random_uuid(), gen_random_uuid(), 'images/' || gen_random_uuid(), 'e', 'a.png', 'image/png', 7, 's',
       $1::"Visibility", now() FROM generate_series(1, $2) RETURNING "id"`,
    [visibility, count],
  );
  return rows.at(-1)?.id ?? "";
}

const addVariant = (client: pg.Client, imageId: string) =>
  client.query(
    `INSERT INTO "Variant" ("imageId", "name", "format", "objectKey", "etag", "size", "width", "height")
     VALUES ($1::uuid, 'w320', 'webp', 'images/' || $1 || '/w320.webp', 'e', 1, 1, 1)`,
    [imageId],
  );

const changes: readonly (readonly [name: string, sql: string])[] = [
  ["a title", `UPDATE "Image" SET "title" = 'Harbour' WHERE "id" = $1`],
  ["a text for those who do not see it", `UPDATE "Image" SET "alt" = 'Boats' WHERE "id" = $1`],
  ["another key", `UPDATE "Image" SET "objectKey" = 'images/other-' || $1 WHERE "id" = $1::uuid`],
  ["a placeholder", `UPDATE "Image" SET "thumbhash" = '\\x01' WHERE "id" = $1`],
  ["an object that is missing", `UPDATE "Image" SET "missingSince" = now() WHERE "id" = $1`],
  ["an upload date", `UPDATE "Image" SET "createdAt" = now() - interval '1 day' WHERE "id" = $1`],
  ["a variant less", `DELETE FROM "Variant" WHERE "imageId" = $1`],
  ["a variant of another size", `UPDATE "Variant" SET "width" = 2 WHERE "imageId" = $1`],
  ["variants that were given up", `UPDATE "VariantJob" SET "state" = 'failed' WHERE "imageId" = $1`],
  ["its deletion", `DELETE FROM "Image" WHERE "id" = $1`],
];

describe.each(changes)("A line of SQL that gives an image %s", (_name, sql) => {
  it("renews the revision when the image is public, and leaves it when it is private", async () => {
    for (const visibility of ["public", "private"] as const) {
      const id = await addImages(visibility);
      await addVariant(one, id);
      const before = await revision();

      expect((await one.query(sql, [id])).rowCount).toBe(1);

      expect([visibility, (await revision()) !== before]).toEqual([visibility, visibility === "public"]);
    }
  });
});

/** Of the revision's row, by this transaction and by those of the last second, which Postgres has not put down yet. */
async function countUpdates(): Promise<number> {
  const { rows } = await one.query<{ updates: string }>(
    `SELECT "n_tup_upd" AS updates FROM pg_stat_xact_user_tables WHERE relname = 'PublicRevision'`,
  );
  return Number(rows[0]?.updates);
}

describe("The revision of what the public may see", () => {
  it.each([
    ["public", "private"],
    ["private", "public"],
  ] as const)("is another one when a %s image becomes %s", async (from, to) => {
    const id = await addImages(from);
    const before = await revision();

    await one.query(`UPDATE "Image" SET "visibility" = $2::"Visibility" WHERE "id" = $1`, [id, to]);

    expect(await revision()).not.toBe(before);
  });

  it("is another one when a public image or its variant comes, and the same when a private one does", async () => {
    const seen = [await revision()];
    const shown = await addImages("public");
    seen.push(await revision());
    await addVariant(one, shown);
    seen.push(await revision());
    const hidden = await addImages("private");
    await addVariant(one, hidden);

    expect(new Set(seen).size).toBe(3);
    expect(await revision()).toBe(seen.at(-1));
  });

  it("stays when a row is written as it was, when jobs take turns, and when a change is rolled back", async () => {
    const id = await addImages("public");
    const before = await revision();

    await one.query(`UPDATE "Image" SET "title" = "title" WHERE "id" = $1`, [id]);
    await one.query(`UPDATE "VariantJob" SET "attempt" = $2, "dueAt" = now() WHERE "imageId" = $1`, [
      id,
      randomUUID(),
    ]);
    await one.query("BEGIN");
    await one.query(`UPDATE "Image" SET "title" = 'Never' WHERE "id" = $1`, [id]);
    await one.query("ROLLBACK");

    expect(await revision()).toBe(before);
  });

  it("is renewed once by a transaction, however much that changes", async () => {
    const many = 2_000;
    await addImages("public", many);
    await one.query("BEGIN");
    const before = await countUpdates();
    expect((await one.query(`DELETE FROM "Image"`)).rowCount).toBeGreaterThanOrEqual(many);
    await addImages("public");
    await one.query("SET CONSTRAINTS ALL IMMEDIATE");
    const updates = (await countUpdates()) - before;
    await one.query("COMMIT");

    expect(updates).toBe(1);
  });

  it("is renewed by what follows a part that was taken back", async () => {
    const id = await addImages("public");
    const before = await revision();
    await one.query("BEGIN; SAVEPOINT part");
    await one.query(`UPDATE "Image" SET "title" = 'Taken back' WHERE "id" = $1`, [id]);
    await one.query("SET CONSTRAINTS ALL IMMEDIATE; ROLLBACK TO part; SET CONSTRAINTS ALL DEFERRED");
    await one.query(`UPDATE "Image" SET "title" = 'Kept' WHERE "id" = $1`, [id]);
    await one.query("COMMIT");

    expect(await revision()).not.toBe(before);
  });

  it("is made anew when its row is gone", async () => {
    await one.query(`DELETE FROM "PublicRevision"`);
    await addImages("public");

    expect(await revision()).toMatch(/^[0-9a-f-]{36}$/);
  });

  it("holds nobody up before the commit", async () => {
    const [first, second] = [await addImages("public"), await addImages("public")];
    const rename = (client: pg.Client, id: string) =>
      client.query(`UPDATE "Image" SET "title" = "title" || 'a' WHERE "id" = $1`, [id]);
    await one.query("BEGIN");
    await other.query("BEGIN");
    await rename(one, first);
    await rename(other, second);
    // In the opposite order: with the row locked at the change, each would wait for the other from here on.
    await other.query("COMMIT");
    await one.query("COMMIT");
    const { rows } = await one.query(`SELECT 1 FROM "Image" WHERE "id" = ANY($1) AND "title" = 'a'`, [
      [first, second],
    ]);

    expect(rows).toHaveLength(2);
  });
});

describe("A variant that comes at the moment at which its image becomes public", () => {
  let id: string;
  const publish = () => other.query(`UPDATE "Image" SET "visibility" = 'public' WHERE "id" = $1`, [id]);
  beforeEach(async () => {
    id = await addImages("private");
  });

  it("renews the revision when it is committed last", async () => {
    await one.query("BEGIN");
    await addVariant(one, id);
    await publish();
    const published = await revision();
    await one.query("COMMIT");

    expect(await revision()).not.toBe(published);
  });

  it("is there in the revision that the image's publication brings, when that is committed last", async () => {
    await one.query("BEGIN");
    await addVariant(one, id);
    // As far as a commit goes: the image is private yet.
    await one.query("SET CONSTRAINTS ALL IMMEDIATE");
    const before = await revision();
    const published = publish();
    await expect.poll(() => waitingForLocks()).toBe(1);
    await one.query("COMMIT");
    await published;

    expect(await revision()).not.toBe(before);
  });

  async function waitingForLocks(): Promise<number> {
    const { rows } = await one.query<{ waiting: number }>(
      `SELECT count(*)::int AS waiting FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()`,
    );
    return rows[0]?.waiting ?? 0;
  }
});
