import "server-only";
import type { IncomingMessage } from "node:http";
import { AppError } from "@/lib/errors";
import { log } from "@/lib/log";
import { toProblem } from "./problem";
import { type ServerAnswer, watchServerRequests } from "./server-requests";

/**
 * Bounds the time that a body may take to arrive. Next reads it to its end before it asks proxy.ts, so that no deadline
 * of a route has begun by then, and Node would wait for five minutes.
 */
const BODY_DEADLINE_MS = 6_000;

/** For every server of this process, from now on. */
export function boundBodyTime(): void {
  watchServerRequests(watch);
}

function watch(request: IncomingMessage, response: ServerAnswer): void {
  const { "content-length": length, "transfer-encoding": encoding } = request.headers;
  if (length === undefined && encoding === undefined) return;
  const timer = setTimeout(() => {
    if (!request.complete && !response.headersSent) refuse(response);
  }, BODY_DEADLINE_MS);
  response.once("close", () => clearTimeout(timer));
}

/** Answers, and closes the connection with whatever still comes on it. */
function refuse(response: ServerAnswer): void {
  const requestId = crypto.randomUUID();
  const problem = toProblem(new AppError("body_too_slow"), requestId);
  response.statusCode = problem.status;
  response.setHeader("content-type", "application/problem+json");
  response.setHeader("cache-control", "no-store");
  response.setHeader("x-request-id", requestId);
  response.setHeader("connection", "close");
  response.end(JSON.stringify(problem));
  log.info({ requestId, operation: "read-body", code: problem.code });
}
