import "server-only";
import type { S3ClientConfig } from "@aws-sdk/client-s3";

type RetryStrategy = Extract<NonNullable<S3ClientConfig["retryStrategy"]>, { recordSuccess: unknown }>;
type RetryToken = Awaited<ReturnType<RetryStrategy["acquireInitialRetryToken"]>>;

/** So many second tries are left to all calls together; each success gives one back. */
const MOST_LEFT = 10;
const PAUSE_MS = { THROTTLING: 300, TRANSIENT: 50, SERVER_ERROR: 100 } as const;

/**
 * A second try for a call that the store failed, as long as the store does not fail them all: what is down or
 * overloaded is not asked twice as often for it. The SDK's own strategy would allow a hundred before it spares the store.
 */
export function sparingRetries(random: () => number = Math.random): RetryStrategy {
  let left = MOST_LEFT;
  return {
    acquireInitialRetryToken: () => Promise.resolve(tokenOf(0, 0)),
    refreshRetryTokenForRetry(token, { errorType }) {
      if (errorType === "CLIENT_ERROR" || token.getRetryCount() > 0 || left < 1)
        return Promise.reject(new Error("no second try"));
      left -= 1;
      return Promise.resolve(tokenOf(1, PAUSE_MS[errorType] * (1 + random())));
    },
    recordSuccess() {
      left = Math.min(MOST_LEFT, left + 1);
    },
  };
}

function tokenOf(retries: number, delayMs: number): RetryToken {
  return { getRetryCount: () => retries, getRetryDelay: () => delayMs };
}
