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

let limiters: Map<LimitName, RateLimiterPostgres> | undefined;

function limiterOf(name: LimitName): RateLimiterPostgres | undefined {
  if (limiters === undefined) {
    const pool = new Pool({
      connectionString: env().DATABASE_URL,
      max: 2,
      connectionTimeoutMillis: 1_000,
      query_timeout: 1_000,
    });
    pool.on("error", () => undefined);
    const make = (points: number, keyPrefix: string) =>
      new RateLimiterPostgres({
        storeClient: pool,
        storeType: "pool",
        tableName: "RateLimit",
        tableCreated: true,
        points,
        duration: MINUTE,
        keyPrefix,
        inMemoryBlockOnConsumed: points,
        insuranceLimiter: new RateLimiterMemory({ points, duration: MINUTE, keyPrefix }),
      });
    limiters = new Map(Object.entries(LIMITS).map(([key, points]) => [key as LimitName, make(points, key)]));
  }
  return limiters.get(name);
}

/** Counts one use. Anonymous readers are not counted here: they have no name to count by but an address. @throws AppError `too_many_requests` */
export async function requireWithinLimit(
  name: LimitName,
  viewer: Viewer | { readonly kind: "subject"; readonly id: string },
): Promise<void> {
  if (viewer.kind === "anonymous") return;
  try {
    await limiterOf(name)?.consume(viewer.id);
  } catch (error) {
    if (!(error instanceof RateLimiterRes)) throw error;
    const retryAfterSeconds = Math.max(1, Math.ceil(error.msBeforeNext / 1000));
    throw new AppError("too_many_requests", {
      detail: `Try again in ${retryAfterSeconds} seconds.`,
      retryAfterSeconds,
    });
  }
}
