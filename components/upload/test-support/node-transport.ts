import { type IncomingMessage, request } from "node:http";
import { readJson } from "../transport/browser-transport";
import {
  type FilePut,
  type JsonAnswer,
  NO_ANSWER,
  NO_PUT_ANSWER,
  parseRetryAfter,
  type PutAnswer,
  type Transport,
} from "../transport/transport";

const CHUNK_BYTES = 64 * 1024;

/**
 * The transport of a browser, rebuilt on Node for tests: like a browser it asks the store for permission first
 * (a CORS preflight), and gives status 0 where the store's answer does not name the page's origin.
 */
export function nodeTransport(apiOrigin: string): Transport {
  return {
    origin: apiOrigin,
    postJson: (path, body) => ask(apiOrigin + path, { method: "POST", body: JSON.stringify(body) }),
    getJson: (path) => ask(apiOrigin + path, { method: "GET" }),
    remove: (path) => ask(apiOrigin + path, { method: "DELETE" }),
    putFile: async (put) =>
      (await isAllowed(put.url, apiOrigin)) ? await sendFile(put, apiOrigin) : NO_PUT_ANSWER,
    async reaches(url) {
      try {
        await fetch(new URL(url).origin);
        return true;
      } catch {
        return false;
      }
    },
  };
}

async function ask(url: string, init: RequestInit): Promise<JsonAnswer> {
  try {
    return await readJson(await fetch(url, { ...init, headers: { "content-type": "application/json" } }));
  } catch {
    return NO_ANSWER;
  }
}

async function isAllowed(url: string, origin: string): Promise<boolean> {
  try {
    const headers = { origin, "access-control-request-method": "PUT" };
    const answer = await fetch(url, { method: "OPTIONS", headers });
    return answer.ok && answer.headers.get("access-control-allow-origin") === origin;
  } catch {
    return false;
  }
}

function sendFile({ url, headers, file, onProgress, signal }: FilePut, origin: string): Promise<PutAnswer> {
  return new Promise((resolve) => {
    const outgoing = request(url, {
      method: "PUT",
      headers: { ...headers, "content-length": file.size, origin },
      signal,
    });
    outgoing.on("error", () => resolve(NO_PUT_ANSWER));
    outgoing.on("response", (answer) => resolve(readAnswer(answer, origin)));
    void (async () => {
      for (let offset = 0; offset < file.size && !outgoing.destroyed; offset += CHUNK_BYTES) {
        outgoing.write(new Uint8Array(await file.slice(offset, offset + CHUNK_BYTES).arrayBuffer()));
        onProgress(Math.min(file.size, offset + CHUNK_BYTES));
      }
      outgoing.end();
    })();
  });
}

async function readAnswer(answer: IncomingMessage, origin: string): Promise<PutAnswer> {
  const body = await answer.setEncoding("utf8").reduce((text: string, part: string) => text + part, "");
  if (answer.headers["access-control-allow-origin"] !== origin) return NO_PUT_ANSWER;
  const retryAfter = parseRetryAfter(answer.headers["retry-after"] ?? null, Date.now());
  return { status: answer.statusCode ?? 0, body, retryAfterSeconds: retryAfter };
}
