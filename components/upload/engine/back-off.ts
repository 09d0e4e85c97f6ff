/** How long to wait before a retry: exponential with jitter, so that clients that failed together do not return together. */
const BASE_MS = 1_000;
const CAP_MS = 30_000;

/** A server that asks for more patience than this is not waited for: the person decides. */
export const MAX_WAIT_SECONDS = 120;

export type BackOff = {
  /** How often it was retried already, from 0. */
  readonly retries: number;
  readonly retryAfterSeconds: number | null;
  /** 0 up to 1, exclusive. */
  readonly random: number;
};

/** Milliseconds to wait; never less than the server asked for (`Retry-After`). */
export function backOffMs({ retries, retryAfterSeconds, random }: BackOff): number {
  const full = Math.min(CAP_MS, BASE_MS * 2 ** retries);
  const own = full * (0.5 + random / 2);
  return retryAfterSeconds === null ? own : Math.max(own, retryAfterSeconds * 1_000 + random * BASE_MS);
}
