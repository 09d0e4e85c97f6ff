/**
 * How the engine reaches the world: JSON to our own API, bytes to the image store, and a knock at the store's door.
 * No answer at all is status 0, never an exception: whoever calls decides what silence means.
 */
export interface Transport {
  /** Where requests come from, as a bucket's CORS rule has to name it. */
  readonly origin: string;
  /** POSTs JSON to a path of our own API; ends with status 0 when no answer comes in good time. */
  postJson(path: string, body: unknown): Promise<JsonAnswer>;
  /** GETs JSON from a path of our own API. */
  getJson(path: string): Promise<JsonAnswer>;
  /** DELETEs what a path of our own API names; also while the page is being left. */
  remove(path: string): Promise<JsonAnswer>;
  /** PUTs bytes with exactly these headers; `onProgress` is told how many bytes have left so far. */
  putFile(put: FilePut): Promise<PutAnswer>;
  /** Whether the server of a URL answers anything whatever, readable or not. */
  reaches(url: string, signal: AbortSignal): Promise<boolean>;
}

export type JsonAnswer = {
  readonly status: number;
  /** Undefined when the body was no JSON. */
  readonly body: unknown;
  readonly retryAfterSeconds: number | null;
  /** The server's clock, in milliseconds, to correct a browser clock that is off. */
  readonly serverTimeMs: number | null;
};

export type FilePut = {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly file: Blob;
  readonly onProgress: (sentBytes: number) => void;
  readonly signal: AbortSignal;
};

export type PutAnswer = {
  readonly status: number;
  readonly body: string;
  readonly retryAfterSeconds: number | null;
};

export const NO_ANSWER = { status: 0, body: undefined, retryAfterSeconds: null, serverTimeMs: null } as const;
export const NO_PUT_ANSWER = { status: 0, body: "", retryAfterSeconds: null } as const;

/** Seconds from a `Retry-After` header: a count, or a date (RFC 9110, 10.2.3); null when there is none. */
export function parseRetryAfter(header: string | null, nowMs: number): number | null {
  if (header === null || header.trim() === "") return null;
  if (/^\s*\d{1,9}\s*$/.test(header)) return Number(header);
  const date = Date.parse(header);
  return Number.isNaN(date) ? null : Math.max(0, Math.ceil((date - nowMs) / 1000));
}
