// Postgres itself is stopped, crashes, cuts its connections, has none left, waits, or takes no writes: the app says so in
// time, loses nothing that it has acknowledged, and goes on by itself.
import { removePostgres, startPostgresAgain, stopPostgres, type WayToStop } from "../support/own-postgres";
import "../support/own-services";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ApiClient } from "../support/api-client";
import { hasObject } from "../support/bucket";
import { sql } from "../support/database";
import { readEnvironment } from "../support/environment";
import { expectRecovery, timed } from "../support/fault-bench";
import { LIMIT_SECONDS, PATIENCE_MS, untilSettled } from "../support/patience";
import { addPerson } from "../support/people";
import { type SecondApp, startSecondApp } from "../support/second-app";
import { SteadyClients } from "../support/steady-clients";
import { addImage } from "../support/upload-flow";

const CLIENTS = 4;
const PRESIGN = ["/images/presign-upload", { json: { filename: "a.png", filetype: "image/png" } }] as const;

let app: SecondApp;
let program: ApiClient;

beforeAll(async () => {
  app = await startSecondApp({ INLINE_WORKER: "true" });
  process.env["SIGNET_URL"] = app.origin;
  program = new ApiClient(app.origin, (await addPerson("editor")).apiKey);
  await addImage(program);
});
afterAll(async () => {
  await expectRecovery();
  await app.stop();
  await removePostgres();
});

/** Away for half a second, and until somebody has met with it. */
async function restart(way: WayToStop, { refusals }: SteadyClients): Promise<void> {
  await stopPostgres(way);
  await sleep(500);
  await expect.poll(() => refusals.size).toBeGreaterThan(0);
  await startPostgresAgain();
}

/** A connection of our own, apart from those that the tests share. */
async function connect(): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: readEnvironment().DATABASE_URL });
  client.on("error", () => undefined);
  await client.connect();
  return client;
}

/** Every connection that Postgres gives. */
async function hoard(): Promise<pg.Client[]> {
  const hoarded: pg.Client[] = [];
  for (;;) {
    const next = await connect().catch(() => null);
    if (next === null) return hoarded;
    await next.query("SET application_name = 'hoarder'");
    hoarded.push(next);
  }
}

/** The same, and none is left to the app: a connection that was cut leaves room a moment later, for whoever is quicker. */
async function hoardAll(): Promise<pg.Client[]> {
  const hoarded = await hoard();
  const [first] = hoarded;
  for (let left = 1; left > 0;) {
    await cutConnections(first);
    await sleep(100);
    hoarded.push(...(await hoard()));
    left = (await first?.query(OTHERS))?.rowCount ?? 0;
  }
  return hoarded;
}

const OTHERS = `SELECT 1 FROM pg_stat_activity WHERE "backend_type" = 'client backend' AND "application_name" <> 'hoarder'`;

async function cutConnections(by?: pg.Client): Promise<void> {
  const killer = by ?? (await connect());
  await killer.query(
    `SELECT pg_terminate_backend("pid") FROM pg_stat_activity WHERE "backend_type" = 'client backend'
     AND "datname" = current_database() AND "application_name" <> 'hoarder' AND "pid" <> pg_backend_pid()`,
  );
  if (by === undefined) await killer.end();
}

/** Twenty times, and on until somebody was told of it. */
async function cutConnectionsAgainAndAgain({ refusals }: SteadyClients): Promise<void> {
  const deadline = Date.now() + PATIENCE_MS;
  for (let cut = 0; cut < 20 || (refusals.size === 0 && Date.now() < deadline); cut += 1) {
    await cutConnections();
    await sleep(40);
  }
}

type Interruption = (clients: SteadyClients) => Promise<void>;
const interruptions: readonly (readonly [name: string, interrupt: Interruption])[] = [
  ["is stopped and started again", (clients) => restart("fast", clients)],
  ["crashes and recovers", (clients) => restart("immediate", clients)],
  ["ends every connection again and again", cutConnectionsAgainAndAgain],
];

describe.each(interruptions)("While people upload and delete and Postgres %s", (_name, interrupt) => {
  it("they are told to ask again, nothing acknowledged is lost, and the same process goes on", async () => {
    const clients = new SteadyClients(program);
    clients.start(CLIENTS);
    await sleep(300);
    await interrupt(clients);
    await sleep(300);
    await clients.stop();

    // As if the minute of the leases of registrations that were cut off had passed.
    await sql(`UPDATE "Upload" SET "leaseUntil" = now() - interval '1 second' WHERE "state" = 'registering'`);
    const late = await Promise.all(
      [...clients.unanswered].map((key) =>
        untilSettled(
          () => clients.registerOne(key),
          (id) => id !== null,
        ),
      ),
    );

    expect(clients.odd).toEqual([]);
    expect([...clients.refusals.keys()]).toContain("database_unavailable");
    expect(clients.slowestSeconds).toBeLessThan(LIMIT_SECONDS);
    expect(late).not.toContain(null);
    const rows = await sql<{ id: string }>(`SELECT "id" FROM "Image"`);
    const there = new Set(rows.map(({ id }) => id));
    expect(clients.images.difference(there)).toEqual(new Set());
    expect(clients.deleted.intersection(there)).toEqual(new Set());
    expect((await program.call("/api/health")).status).toBe(200);
  });
});

it("After it all, the app's own worker still removes what is deleted", async () => {
  const { image } = await addImage(program);

  await program.call(`/images/${image.id}`, { method: "DELETE" });

  await expect.poll(() => hasObject(image.key)).toBe(false);
});

describe("While Postgres has nothing to spare", () => {
  it("because all of the app's connections wait for a lock, everybody has an answer in time", async () => {
    const blocker = await connect();
    await blocker.query(`BEGIN; LOCK TABLE "Image" IN ACCESS EXCLUSIVE MODE`);

    const lists = Array.from({ length: 40 }, () => timed(program, "/images"));
    await sleep(200);
    const others = await Promise.all([timed(program, "/api/health"), timed(program, ...PRESIGN)]);
    const answers = await Promise.all(lists);
    await blocker.end();

    const told = answers.map(({ status, code }) => `${status} ${String(code)}`);
    expect(new Set(told)).toEqual(new Set(["503 database_unavailable"]));
    expect(Math.max(...[...answers, ...others].map(({ seconds }) => seconds))).toBeLessThan(LIMIT_SECONDS);
    expect((await program.call("/images")).status).toBe(200);
  });

  it("because others have all its connections, that is said at once, and is over when they are gone", async () => {
    const hoarded = await hoardAll();

    const rounds: number[] = [];
    for (let round = 0; round < 5; round += 1) {
      const asked = [timed(program, "/images"), timed(program, ...PRESIGN), timed(program, "/api/health")];
      const answers = await Promise.all(asked);
      expect(answers.map(({ status }) => status)).toEqual([503, 503, 503]);
      rounds.push(Math.max(...answers.map(({ seconds }) => seconds)));
    }
    await Promise.all(hoarded.map((client) => client.end()));

    // Whoever waited for a connection would wait for three seconds each time; a busy machine is slow only now and then.
    expect(Math.min(...rounds)).toBeLessThan(2);
    await expect.poll(async () => (await program.call("/images")).status).toBe(200);
  });
});

it("While Postgres takes no writes, as in a failover, lists go on and writes are put off", async () => {
  const database = new URL(readEnvironment().DATABASE_URL).pathname.slice(1);
  const keeper = await connect();
  await keeper.query("SET application_name = 'hoarder'");
  await keeper.query(`ALTER DATABASE "${database}" SET default_transaction_read_only = on`);
  await cutConnections(keeper);
  await expect.poll(async () => (await program.call("/images")).status).toBe(200);

  const write = await timed(program, ...PRESIGN);
  await keeper.query(`ALTER DATABASE "${database}" RESET default_transaction_read_only`);
  await cutConnections(keeper);
  await keeper.end();

  expect(write).toMatchObject({ status: 503, code: "database_unavailable" });
  await expect.poll(async () => (await program.call(...PRESIGN)).status).toBe(200);
});
