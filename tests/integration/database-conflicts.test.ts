// Transactions that Postgres gives up for the sake of others, and a disk that is full: whoever asked is told to ask again,
// nothing of it is done, and asking again does it.
import { removeOwnDatabase } from "../support/own-services";
import pg from "pg";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { ImageView } from "@/lib/contracts/image";
import { type Answer, ApiClient } from "../support/api-client";
import { sql } from "../support/database";
import { readEnvironment } from "../support/environment";
import { expectInvariants } from "../support/invariants";
import { addPerson } from "../support/people";
import { type SecondApp, startSecondApp } from "../support/second-app";
import { addImage, uniquePng } from "../support/upload-flow";

let app: SecondApp;
let program: ApiClient;
let rival: pg.Client;
let image: ImageView;

beforeAll(async () => {
  app = await startSecondApp({ INLINE_WORKER: "false" });
  process.env["SIGNET_URL"] = app.origin;
  program = new ApiClient(app.origin, (await addPerson("editor")).apiKey);
});
beforeEach(async () => {
  ({ image } = await addImage(program));
  rival = new pg.Client({ connectionString: readEnvironment().DATABASE_URL });
  await rival.connect();
});
afterEach(async () => {
  await rival.end();
  await expectInvariants();
});
afterAll(async () => {
  await app.stop();
  await removeOwnDatabase();
});

const change = (title: string) => program.call(`/images/${image.id}`, { method: "PATCH", json: { title } });

/** Until one of the app's connections waits for a lock that the rival holds. */
async function awaitWaiter(): Promise<void> {
  const waiters = () =>
    sql(`SELECT 1 FROM pg_stat_activity WHERE "datname" = current_database() AND "wait_event_type" = 'Lock'`);
  await expect.poll(waiters, { interval: 20 }).toHaveLength(1);
}

function expectAskAgain({ status, body, headers }: Answer): void {
  expect({ status, code: body["code"] }).toEqual({ status: 503, code: "database_unavailable" });
  expect(Number(headers.get("retry-after"))).toBeGreaterThan(0);
}

describe("A request", () => {
  it("that Postgres ends to resolve a deadlock is told to ask again, and has changed nothing", async () => {
    // The rival never looks for deadlocks itself, so that the app's transaction is the one that is given up.
    await rival.query(`SET deadlock_timeout = '1h'; BEGIN`);
    await rival.query(`SELECT 1 FROM "StoredObject" WHERE "key" = $1 FOR UPDATE`, [image.key]);
    const deletion = program.call(`/images/${image.id}`, { method: "DELETE" });
    await awaitWaiter();
    await rival.query(`SELECT 1 FROM "Image" WHERE "id" = $1 FOR UPDATE`, [image.id]);

    expectAskAgain(await deletion);
    await rival.query("ROLLBACK");

    expect((await program.call(`/images/${image.id}`)).status).toBe(200);
    expect((await program.call(`/images/${image.id}`, { method: "DELETE" })).status).toBe(204);
  });

  it("that cannot be serialized is told to ask again, and then done", async () => {
    const database = new URL(readEnvironment().DATABASE_URL).pathname.slice(1);
    const isolate = async (level: string) => {
      await rival.query(`ALTER DATABASE "${database}" SET default_transaction_isolation = '${level}'`);
      await rival.query(
        `SELECT pg_terminate_backend("pid") FROM pg_stat_activity
         WHERE "datname" = current_database() AND "pid" <> pg_backend_pid()`,
      );
      await expect.poll(async () => (await program.call("/images")).status).toBe(200);
    };
    await isolate("repeatable read");
    await rival.query(`BEGIN; UPDATE "Image" SET "alt" = 'theirs' WHERE "id" = '${image.id}'`);
    const changed = change("Mine");
    await awaitWaiter();
    await rival.query("COMMIT");

    expectAskAgain(await changed);
    const again = await change("Mine");
    await isolate("read committed");

    expect(again.body["image"]).toMatchObject({ title: "Mine", alt: "theirs" });
  });

  it("for which the disk has no room is told to ask again, and nothing is acknowledged", async () => {
    const full = `CREATE FUNCTION no_room() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
      RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = 'disk_full'; END $$`;
    await sql(full);
    await sql(`CREATE TRIGGER no_room BEFORE INSERT ON "Upload" EXECUTE FUNCTION no_room()`);
    const asked = { json: { filename: "a.png", filetype: "image/png" } };
    // Those of uploads: variants of another image may just be coming.
    const countKeys = () => sql(`SELECT count(*) FROM "StoredObject" WHERE "imageId" IS NULL`);
    const before = await countKeys();

    const refused = await program.call("/images/presign-upload", asked);
    expectAskAgain(refused);
    expect(refused.body["url"]).toBeUndefined();
    expect(await countKeys()).toEqual(before);

    await sql(`DROP FUNCTION no_room CASCADE`);
    expect((await program.call("/images/presign-upload", asked)).status).toBe(200);
    await addImage(program, {}, await uniquePng());
  });
});
