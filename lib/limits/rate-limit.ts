import "server-only";
import { Pool } from "pg";
import { RateLimiterMemory, RateLimiterPostgres, RateLimiterRes } from "rate-limiter-flexible";
import { env } from "@/lib/env";
import { AppError } from "@/lib/errors";
import type { Viewer } from "@/lib/images/viewer";
import { type LimitName, LIMITS } from "./limits";

/**
 * Rate limits in Postgres, so that they hold across processes. Where Postgres does not answer, each process counts
 * for itself: a limit must not be what makes a request fail.
 */
const MINUTE = 60;

let pool: Pool | undefined;
const limiters = new Map<LimitName, RateLimiterPostgres>();

function openPool(): Pool {
  const opened = new Pool({
    connectionString: env().DATABASE_URL,
    max: 2,
    connectionTimeoutMillis: 1_000,
    query_timeout: 1_000,
  });
  // A connection that breaks while it is idle is replaced at the next use.
  opened.on("error", () => undefined);
  return opened;
}

function limiterOf(name: LimitName): RateLimiterPostgres {
  const known = limiters.get(name);
  if (known !== undefined) return known;
  const points = LIMITS[name];
  const made = new RateLimiterPostgres({
    storeClient: (pool ??= openPool()),
    storeType: "pool",
    tableName: "RateLimit",
    tableCreated: true,
    points,
    duration: MINUTE,
    keyPrefix: name,
    inMemoryBlockOnConsumed: points,
    insuranceLimiter: new RateLimiterMemory({ points, duration: MINUTE, keyPrefix: name }),
  });
  limiters.set(name, made);
  return made;
}

/**
 * Counts one use. Anonymous readers are not counted here: they have no name to count by but an address.
 * @throws AppError `too_many_requests`
 */
export async function requireWithinLimit(
  name: LimitName,
  viewer: Viewer | { readonly kind: "subject"; readonly id: string },
): Promise<void> {
  if (viewer.kind === "anonymous") return;
  try {
    await limiterOf(name).consume(viewer.id);
  } catch (error) {
    if (!(error instanceof RateLimiterRes)) throw error;
    const retryAfterSeconds = Math.max(1, Math.ceil(error.msBeforeNext / 1000));
    throw new AppError("too_many_requests", {
      detail: `Try again in ${retryAfterSeconds} seconds.`,
      retryAfterSeconds,
    });
  }
}
