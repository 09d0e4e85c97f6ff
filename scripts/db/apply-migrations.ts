// Brings a database up to the migrations of the project. Writes the same _prisma_migrations as `prisma migrate deploy`.
import pg from "pg";
import { messageOf } from "../command-line";
import { readMigrations } from "./project-files";
import { noFilters, withSchemaEngine } from "./schema-engine";

/** "signet migrations" as a number of our own: every starting process of one database queues behind it. */
const lockNumber = "7310594632048819";

/**
 * Applies what is missing, in order, and returns the names of what it applied.
 * Any number of processes may call it at once: one works, the others wait and then find nothing to do.
 * Throws when a migration failed now or before; that one's SQL has been rolled back as a whole.
 */
export async function applyMigrations(databaseUrl: string, folder?: string): Promise<string[]> {
  return withMigrationLock(databaseUrl, async (client) => {
    const before = await findFailure(client);
    if (before !== null) throw new Error(explain(`${before.name} failed before`, before.name, before.reason));
    const input = { migrationsList: readMigrations(folder), filters: noFilters };
    try {
      const output = await withSchemaEngine(databaseUrl, null, (engine) => engine.applyMigrations(input));
      return output.appliedMigrationNames;
    } catch (error) {
      const failure = await findFailure(client);
      if (failure === null) throw error;
      throw new Error(explain(`${failure.name} failed`, failure.name, messageOf(error)), { cause: error });
    }
  });
}

/** Records that the effects of a failed migration are gone, so that it will be tried again. */
export async function markRolledBack(databaseUrl: string, migrationName: string): Promise<void> {
  await withMigrationLock(databaseUrl, () =>
    withSchemaEngine(databaseUrl, null, (engine) => engine.markMigrationRolledBack({ migrationName })),
  );
}

async function withMigrationLock<T>(
  databaseUrl: string,
  work: (client: pg.Client) => Promise<T>,
): Promise<T> {
  const client = new pg.Client({ connectionString: databaseUrl, connectionTimeoutMillis: 15_000 });
  client.on("error", () => undefined);
  await client.connect();
  try {
    await client.query("SELECT pg_advisory_lock($1::bigint)", [lockNumber]);
    return await work(client);
  } finally {
    // The lock goes with its connection.
    await client.end();
  }
}

const killed =
  "It left no message, since its process was killed. Look whether its changes are there before you go on.";

/** A migration that was begun and neither finished nor recorded as rolled back. */
async function findFailure(client: pg.Client): Promise<{ name: string; reason: string } | null> {
  const table = await client.query<{ found: string | null }>(
    "SELECT to_regclass('_prisma_migrations') AS found",
  );
  if (!table.rows[0]?.found) return null;
  const { rows } = await client.query<{ name: string; logs: string | null }>(
    `SELECT migration_name AS name, logs FROM _prisma_migrations
     WHERE finished_at IS NULL AND rolled_back_at IS NULL ORDER BY started_at LIMIT 1`,
  );
  const [failed] = rows;
  if (failed === undefined) return null;
  return {
    name: failed.name,
    reason: messageOf(failed.logs ?? killed),
  };
}

function explain(what: string, name: string, reason: string): string {
  const next = `Its SQL was rolled back. Mend the cause, then: npm run db:migrate -- --retry ${name}`;
  return [`The migration ${what}:`, reason.trim(), next].join("\n");
}
