// Two releases on one database, as while one takes over from the other: the older goes on where the newer has migrated
// already, and the newer keeps people away until its migrations are applied.
import { removeOwnDatabase } from "../support/own-services";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { ApiClient } from "../support/api-client";
import { hasObject } from "../support/bucket";
import { sql, sqlOne } from "../support/database";
import { expectInvariants } from "../support/invariants";
import { addPerson, signInAs } from "../support/people";
import { type SecondApp, startSecondApp } from "../support/second-app";
import { addImage, presign, put, register, uniquePng } from "../support/upload-flow";

let app: SecondApp;
let program: ApiClient;

beforeAll(async () => {
  app = await startSecondApp({ INLINE_WORKER: "false" });
  process.env["SIGNET_URL"] = app.origin;
});
afterEach(expectInvariants);
afterAll(async () => {
  await app.stop();
  await removeOwnDatabase();
});

const health = () => new ApiClient(app.origin).call("/api/health");

describe("A process", () => {
  it("whose release has migrations that the database lacks says that it cannot serve, until they are applied", async () => {
    const { name } = await sqlOne<{ name: string }>(
      `SELECT max("migration_name") AS "name" FROM "_prisma_migrations"`,
    );
    const rename = (from: string, to: string) =>
      sql(`UPDATE "_prisma_migrations" SET "migration_name" = $2 WHERE "migration_name" = $1`, [from, to]);
    await rename(name, "away");
    expect(await health()).toMatchObject({
      status: 503,
      body: { ok: false, database: true, storage: true, migrations: false },
    });

    await rename("away", name);

    expect(await health()).toMatchObject({ status: 200, body: { ok: true, migrations: true } });
  });

  it("of the release before does everything on a database that the next one has added to", async () => {
    const editor = await addPerson("editor");
    program = new ApiClient(app.origin, editor.apiKey);
    const { image: earlier } = await addImage(program, { visibility: "public", title: "Before" });
    const pending = await presign(program);
    await put(pending, await uniquePng());

    const tables = await sql<{ name: string }>(
      `SELECT "table_name" AS "name" FROM information_schema.tables
       WHERE "table_schema" = 'public' AND "table_name" <> '_prisma_migrations'`,
    );
    for (const { name } of tables)
      await sql(`ALTER TABLE "${name}" ADD COLUMN "aaa" TEXT, ADD COLUMN "stars" INT NOT NULL DEFAULT 0`);
    await sql(`CREATE TABLE "Star" ("imageId" uuid NOT NULL REFERENCES "Image" ("id") ON DELETE CASCADE)`);
    await sql(
      `INSERT INTO "_prisma_migrations" ("id", "checksum", "migration_name", "finished_at", "applied_steps_count")
       VALUES (gen_random_uuid(), 'x', '20990101000000_stars', now(), 1)`,
    );

    const browser = await signInAs(editor, app.origin);
    const { image } = await addImage(program);
    const registered = await register(program, pending.key);
    const answers = [
      await browser.call("/images"),
      await new ApiClient(app.origin).call(`/images/${earlier.id}`),
      await program.call(`/images/${earlier.id}/signed-url`),
      await browser.call(`/images/${image.id}`, { method: "PATCH", json: { title: "After" } }),
      await browser.call(`/images/${image.id}/revoke`, { method: "POST" }),
      await browser.call(`/images/${image.id}/audit`),
      await browser.call("/admin"),
      await browser.call(`/images/${earlier.id}`, { method: "DELETE" }),
      await health(),
    ];

    expect(registered.status).toBe(201);
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200, 200, 200, 204, 200]);
    expect(await hasObject(earlier.key)).toBe(false);
  });
});
