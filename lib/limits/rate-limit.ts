import "server-only";
import { createHmac } from "node:crypto";
import { Pool } from "pg";
import { RateLimiterMemory, RateLimiterPostgres, RateLimiterRes } from "rate-limiter-flexible";
import { env, trustedProxyHops } from "@/lib/env";
import { AppError } from "@/lib/errors";
import type { Viewer } from "@/lib/images/viewer";
import { networkOf } from "./address";
import { type LimitName, LIMITS, READS } from "./limits";

/**
 * Rate limits in Postgres, so that they hold across processes. Where Postgres does not answer, each process counts
 * for itself: a limit must not be what makes a request fail.
 */
const MINUTE = 60;

type ReadableHeaders = Pick<Headers, "get">;

let pool: Pool | undefined;
const limiters = new Map<string, RateLimiterPostgres>();

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

function limiterOf(name: string, points: number): RateLimiterPostgres {
  const known = limiters.get(name);
  if (known !== undefined) return known;
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
 * Counts one request: of its viewer, of its address where that is known, and of everybody. What the narrower limit
 * refuses does not use up the wider one.
 * @throws AppError `too_many_requests`
 */
export async function requireWithinLimits(
  name: LimitName,
  viewer: Viewer,
  headers: ReadableHeaders,
): Promise<void> {
  const isSignedIn = viewer.kind !== "anonymous";
  if (isSignedIn) await consume(name, LIMITS[name], viewer.id);
  if (!isSignedIn || !READS.has(name))
    await consumeOfAddress("address", env().ADDRESS_REQUESTS_PER_MINUTE, headers);
  await consumeOverall();
}

/**
 * Counts one attempt to sign in: of the address that it comes from first, so that one address cannot keep many people
 * out, then of the e-mail address that is tried.
 * @throws AppError `too_many_requests`
 */
export async function requireSignInWithinLimits(email: string, headers: ReadableHeaders): Promise<void> {
  await consumeOfAddress("signInAddress", env().ADDRESS_SIGN_INS_PER_MINUTE, headers);
  await consume("signIn", LIMITS.signIn, email.slice(0, 200));
  await consumeOverall();
}

async function consumeOfAddress(name: string, points: number, headers: ReadableHeaders): Promise<void> {
  const network = networkOf(headers.get("x-forwarded-for"), trustedProxyHops());
  if (network === null) return;
  // Addresses are about people: the table holds what only this installation can tell again.
  await consume(
    name,
    points,
    createHmac("sha256", env().NEXTAUTH_SECRET).update(network).digest("base64url"),
  );
}

async function consumeOverall(): Promise<void> {
  const points = env().OVERALL_REQUESTS_PER_MINUTE;
  if (points !== undefined) await consume("overall", points, "all");
}

async function consume(name: string, points: number, key: string): Promise<void> {
  try {
    await limiterOf(name, points).consume(key);
  } catch (error) {
    if (!(error instanceof RateLimiterRes)) throw error;
    const retryAfterSeconds = Math.max(1, Math.ceil(error.msBeforeNext / 1000));
    throw new AppError("too_many_requests", {
      detail: `Try again in ${retryAfterSeconds} seconds.`,
      retryAfterSeconds,
    });
  }
}
