import "server-only";
import { Logger, type SharedOptions } from "graphile-worker";
import { env } from "@/lib/env";
import { log } from "@/lib/log";

/** Where the queue lives, and how it speaks: what enqueuing, the worker and the cron route have in common. */
export function queueOptions(): SharedOptions {
  return { connectionString: env().DATABASE_URL, maxPoolSize: 3, logger };
}

const logger = new Logger(() => (level, message) => {
  if (level === "error") log.error({ event: "queue", message });
  else if (level === "warning") log.warn({ event: "queue", message });
});
