/** Asks the route that renews URLs. Browser only. */
import type { AskForUrls } from "./batch-renewals";
import type { RenewalAnswer } from "./contract";

const PATIENCE_MS = 20_000;

/** @throws Error for anything that is not the answer of such a route, such as a proxy's page */
export function askRoute(endpoint: string): AskForUrls {
  return async (request) => {
    const response = await fetch(endpoint, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(request),
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    const body: unknown = response.ok ? await response.json() : null;
    if (isAnswer(body)) return body;
    throw new Error(`${endpoint} answered ${String(response.status)}`);
  };
}

/** The fields of each item are the route's promise. */
function isAnswer(body: unknown): body is RenewalAnswer {
  return typeof body === "object" && body !== null && "urls" in body && Array.isArray(body.urls);
}
