import "server-only";
import pino from "pino";

/** The log: one event a request, JSON lines on standard output. A signature or secret that slips in is cut out. */
const SECRETS = /(X-Amz-(?:Signature|Credential|Security-Token)(?:=|%3D))[^&\s"'%]+/gi;

export function redact(text: string): string {
  return text.replace(SECRETS, "$1[redacted]").replace(/(Bearer\s+)[^\s"']+/gi, "$1[redacted]");
}

export const log = pino({
  level: process.env["LOG_LEVEL"] ?? "info",
  base: null,
  redact: ["authorization", "cookie", "*.authorization", "*.cookie", "headers"],
  serializers: { err: (error: unknown) => describeError(error) },
});

/** An error as plain text for the log, causes included, secrets cut out. */
export function describeError(error: unknown): string {
  return redact(listCauses(error, 5).join("\ncaused by ")).slice(0, 4000);
}

function listCauses(error: unknown, depth: number): string[] {
  if (error === undefined || error === null || depth === 0) return [];
  if (!(error instanceof Error)) return [JSON.stringify(error)];
  return [error.stack ?? error.message, ...listCauses(error.cause, depth - 1)];
}
