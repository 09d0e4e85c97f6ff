/** An app over a database of many images, for suites that measure how the number of images tells. */
import { createHash, randomBytes } from "node:crypto";
import pg from "pg";
import { findFreePort } from "@/dev/ports";
import { startPostgres } from "@/dev/postgres";
import { applyMigrations } from "@/scripts/db/apply-migrations";
import { makeScratchDatabase } from "@/scripts/db/scratch-database";
import { fillDatabase } from "@/scripts/seed-many/fill-database";
import { build, isBuilt } from "@/scripts/serve/build";
import { startNext } from "@/scripts/serve/next-server";
import type { Shutdown } from "@/scripts/services/shutdown";
import { makeTemporaryFolder } from "@/scripts/services/temporary-folder";

export type Library = {
  readonly images: number;
  readonly databaseUrl: string;
  /** Asks the app as one of many programs: a single one would meet its rate limit. */
  get(path: string): Promise<unknown>;
};

/** A Postgres that keeps account of its statements, for throwaway databases. Gives its address. */
export async function startMeasuredPostgres(shutdown: Shutdown): Promise<string> {
  const folder = makeTemporaryFolder();
  shutdown.onClose("The temporary folder", folder.remove);
  const settings = ["shared_preload_libraries=pg_stat_statements"];
  const postgres = await startPostgres({ folder: folder.path, durable: false, settings });
  shutdown.onClose("Postgres", postgres.stop);
  return postgres.url;
}

/** Fills a database of its own on that server, and starts the built app on it. */
export async function openLibrary(shutdown: Shutdown, server: string, images: number): Promise<Library> {
  const { url: databaseUrl } = await makeScratchDatabase(server);
  await applyMigrations(databaseUrl);
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  await fillDatabase(client, { images, variants: 2 });
  const keys = await addKeys(client);
  await client.end();
  const origin = await startApp(shutdown, databaseUrl);
  let calls = 0;
  return {
    images,
    databaseUrl,
    get: async (path) => {
      calls += 1;
      const authorization = `Bearer ${keys[calls % keys.length] ?? ""}`;
      const response = await fetch(`${origin}${path}`, { headers: { authorization } });
      if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
      const answer: unknown = await response.json();
      return answer;
    },
  };
}

/** What an app over this database has to be told; it reaches no bucket, as lists need none. */
export function settingsFor(databaseUrl: string, port = 3000): Record<string, string> {
  return {
    DATABASE_URL: databaseUrl,
    S3_BUCKET: "bench",
    S3_REGION: "us-east-1",
    AWS_ACCESS_KEY_ID: "bench",
    AWS_SECRET_ACCESS_KEY: "bench",
    NEXTAUTH_URL: `http://localhost:${port}`,
    NEXTAUTH_SECRET: "x".repeat(32),
    INLINE_WORKER: "false",
    LOG_LEVEL: "silent",
    PORT: String(port),
  };
}

/** A connection of its own, which ends with the suite. */
export async function connect(shutdown: Shutdown, databaseUrl: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  shutdown.onClose("A connection", () => client.end());
  return client;
}

/** A key for each of the seeded people. */
async function addKeys(client: pg.Client): Promise<string[]> {
  const { rows } = await client.query<{ id: string }>(`SELECT "id" FROM "User"`);
  const keys = rows.map(() => `sgn_${randomBytes(32).toString("base64url")}`);
  const hashes = keys.map((key) => createHash("sha256").update(key).digest("hex"));
  await client.query(
    `INSERT INTO "ApiKey" ("userId", "name", "keyHash", "lastUsedAt")
     SELECT id, 'bench', hash, now() + interval '1 hour' FROM unnest($1::uuid[], $2::text[]) AS k(id, hash)`,
    [rows.map(({ id }) => id), hashes],
  );
  return keys;
}

async function startApp(shutdown: Shutdown, databaseUrl: string): Promise<string> {
  if (!isBuilt()) await build(shutdown.signal);
  const port = await findFreePort();
  const app = await startNext({
    mode: "start",
    port,
    host: "127.0.0.1",
    env: { ...process.env, ...settingsFor(databaseUrl, port) },
    onOutput: () => undefined,
    signal: shutdown.signal,
  });
  shutdown.onClose("An app", app.stop);
  return `http://127.0.0.1:${port}`;
}
