import "server-only";
import { PrismaPg } from "@prisma/adapter-pg";
import pg from "pg";
import { env } from "@/lib/env";
import { type Prisma, PrismaClient } from "./generated/client";
import { translateDatabaseError } from "./database-error";

/** The one door to Postgres. Every call gives up in time, so that a stalled database is a 503 and not a hang. */
const CONNECT_TIMEOUT_MS = 3_000;
// A page that fails asks once more for its title, and has 8 s for both.
const QUERY_TIMEOUT_MS = 3_500;
// A process that was suspended in the middle of a transaction must not keep its locks.
const IDLE_IN_TRANSACTION_MS = 5_000;

function open() {
  const { DATABASE_URL, DATABASE_POOL_SIZE } = env();
  const config: pg.PoolConfig = {
    connectionString: DATABASE_URL,
    max: DATABASE_POOL_SIZE,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    idleTimeoutMillis: 30_000,
    query_timeout: QUERY_TIMEOUT_MS,
    statement_timeout: QUERY_TIMEOUT_MS,
    idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_MS,
    keepAlive: true,
  };
  let pool: pg.Pool | undefined;
  // Ours and not Prisma's: what only reads rows need not wait until Prisma's engine has started.
  const openPool = (): pg.Pool => {
    if (pool !== undefined && !pool.ending) return pool;
    pool = new pg.Pool(config);
    // A connection that breaks while it is idle is replaced at the next use.
    pool.on("error", () => undefined);
    return pool;
  };
  const { provider, adapterName } = new PrismaPg(config);
  const connect = () => new PrismaPg(openPool(), { disposeExternalPool: true }).connect();
  const client = new PrismaClient({
    adapter: { provider, adapterName, connect },
    transactionOptions: { maxWait: CONNECT_TIMEOUT_MS, timeout: QUERY_TIMEOUT_MS },
  }).$extends({
    query: {
      async $allOperations({ args, query }): Promise<unknown> {
        try {
          return await query(args);
        } catch (error) {
          throw translateDatabaseError(error);
        }
      },
    },
  });
  const close = async (): Promise<void> => {
    await client.$disconnect();
    if (pool?.ending === false) await pool.end();
  };
  return { client: translateTransactions(client), openPool, close };
}

/** The same for beginning and ending a transaction, which Prisma counts as no operation. */
function translateTransactions<Client extends object>(client: Client): Client {
  return new Proxy(client, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name);
      if (name !== "$transaction" || typeof member !== "function") return member;
      return async (...parts: unknown[]): Promise<unknown> => {
        try {
          return await Reflect.apply(member, target, parts);
        } catch (error) {
          throw translateDatabaseError(error);
        }
      };
    },
  });
}

type Database = ReturnType<typeof open>["client"];
// Next's development server evaluates modules anew at each change; the pool must not multiply with it.
declare global {
  var signetDatabase: ReturnType<typeof open> | undefined;
}

function opened() {
  return (globalThis.signetDatabase ??= open());
}

/** The database of this process; connects at the first query. Errors arrive as `AppError`s where they are not ours. */
export function db(): Database {
  return opened().client;
}

/**
 * Reads rows as `pg` gives them, on a connection of the same pool and in no transaction: a `bigint` is a string, `bytea` a
 * Buffer. For what reads many rows, of which Prisma goes over every value. Errors arrive as those of `db()` do.
 */
export async function readRows<Row extends pg.QueryResultRow>({ text, values }: Prisma.Sql): Promise<Row[]> {
  try {
    return (await opened().openPool().query<Row>(text, values)).rows;
  } catch (error) {
    throw translateDatabaseError(error);
  }
}

/** Closes the connections of this process; the next query opens new ones. */
export async function closeDatabase(): Promise<void> {
  await opened().close();
}
