import {
  type FilePut,
  type JsonAnswer,
  NO_ANSWER,
  NO_PUT_ANSWER,
  parseRetryAfter,
  type PutAnswer,
  type Transport,
} from "./transport";

/** How long our own API may take: registering a hundred large originals reads each of them back. */
const API_TIMEOUT_MS = 180_000;
const PROBE_TIMEOUT_MS = 8_000;

/** The transport of a page: fetch for JSON, XMLHttpRequest for files, since only that tells how many bytes have left. */
export const browserTransport: Transport = {
  get origin() {
    return window.location.origin;
  },
  postJson: (path, body) => ask(path, "POST", JSON.stringify(body)),
  getJson: (path) => ask(path, "GET"),
  remove: (path) => ask(path, "DELETE"),
  putFile,
  reaches,
};

async function ask(path: string, method: "GET" | "POST" | "DELETE", body?: string): Promise<JsonAnswer> {
  const accept = "application/json, application/problem+json";
  try {
    const response = await fetch(path, {
      method,
      headers: body === undefined ? { accept } : { "content-type": "application/json", accept },
      ...(body === undefined ? {} : { body }),
      cache: "no-store",
      keepalive: method === "DELETE",
      signal: AbortSignal.timeout(API_TIMEOUT_MS),
    });
    return await readJson(response);
  } catch {
    return NO_ANSWER;
  }
}

/** Reads an answer of our API; a body that is no JSON becomes undefined. */
export async function readJson(response: Response): Promise<JsonAnswer> {
  const text = await response.text();
  const served = Date.parse(response.headers.get("date") ?? "");
  return {
    status: response.status,
    body: parseJson(text),
    retryAfterSeconds: parseRetryAfter(response.headers.get("retry-after"), Date.now()),
    serverTimeMs: Number.isNaN(served) ? null : served,
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function putFile({ url, headers, file, onProgress, signal }: FilePut): Promise<PutAnswer> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve(NO_PUT_ANSWER);
    const xhr = new XMLHttpRequest();
    const abort = () => xhr.abort();
    const end = (answer: PutAnswer) => {
      signal.removeEventListener("abort", abort);
      resolve(answer);
    };
    xhr.open("PUT", url);
    for (const [name, value] of Object.entries(headers)) {
      // The browser sets these itself, from the URL and the file, to the very values that were signed.
      if (!/^(host|content-length)$/i.test(name)) xhr.setRequestHeader(name, value);
    }
    xhr.upload.onprogress = (event) => onProgress(event.loaded);
    xhr.onload = () =>
      end({ status: xhr.status, body: xhr.responseText, retryAfterSeconds: readRetryAfter(xhr) });
    xhr.onerror = xhr.onabort = xhr.ontimeout = () => end(NO_PUT_ANSWER);
    signal.addEventListener("abort", abort, { once: true });
    xhr.send(file);
  });
}

/** Asking for a header that CORS hides makes the browser log an error; listing those that it shows does not. */
function readRetryAfter(xhr: XMLHttpRequest): number | null {
  const line = /^retry-after:(.*)$/im.exec(xhr.getAllResponseHeaders());
  return parseRetryAfter(line?.[1] ?? null, Date.now());
}

async function reaches(url: string, signal: AbortSignal): Promise<boolean> {
  try {
    await fetch(new URL(url).origin, {
      mode: "no-cors",
      cache: "no-store",
      credentials: "omit",
      signal: AbortSignal.any([signal, AbortSignal.timeout(PROBE_TIMEOUT_MS)]),
    });
    return true;
  } catch {
    return false;
  }
}
