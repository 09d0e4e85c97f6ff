import "server-only";
import { Logger, type SharedOptions } from "graphile-worker";
import { Pool } from "pg";
import { env } from "@/lib/env";
import { log } from "@/lib/log";

// As in lib/db: by default a stalled database would hold a request for ever.
const CONNECT_TIMEOUT_MS = 3_000;
const QUERY_TIMEOUT_MS = 5_000;
// A connection that leads nowhere is noticed by the system after minutes, instead of hours.
const KEEP_ALIVE_MS = 10_000;
// The worker's four jobs and its ear, and whoever enqueues meanwhile.
const POOL_SIZE = 7;

let pool: Pool | undefined;

/** Where the queue lives, and how it speaks: what enqueuing, the worker and the cron route have in common. */
export function queueOptions(): SharedOptions {
  return { pgPool: (pool ??= openPool()), logger };
}

function openPool(): Pool {
  const opened = new Pool({
    connectionString: env().DATABASE_URL,
    max: POOL_SIZE,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    query_timeout: QUERY_TIMEOUT_MS,
    keepAlive: true,
    keepAliveInitialDelayMillis: KEEP_ALIVE_MS,
  });
  // A connection that breaks is replaced; without these it would end the process.
  opened.on("error", () => undefined);
  opened.on("connect", (client) => client.on("error", () => undefined));
  return opened;
}

const logger = new Logger(() => (level, message) => {
  if (level === "error") log.error({ event: "queue", message });
  else if (level === "warning") log.warn({ event: "queue", message });
});
