// Log files, searched line by line for what no log may hold.
import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import type { InvariantReport } from "./report";

const PATTERNS: Readonly<Record<string, RegExp>> = {
  "no part of a signature": /X-Amz-(?:Signature|Credential|Security-Token)(?:=|%3D)(?!\[redacted\])/i,
  "no API key": /\bsgn_[\w-]{43}/,
  "no bearer token": /\bBearer\s+(?!\[redacted\])[\w.~+/=-]{8,}/i,
  "no session cookie": /session-token=[\w%.-]{16,}/,
};
const SHORTEST_SECRET = 12;

/** Settings of these names hold secrets; of an address, its password. */
const SECRET_NAMES = /SECRET|PASSWORD|SESSION_TOKEN$/;

/** The secrets of an environment, raw and as they would stand in a URL. */
export function secretsOf(env: NodeJS.ProcessEnv): string[] {
  const values = Object.entries(env).flatMap(([name, value = ""]) =>
    SECRET_NAMES.test(name) ? [value] : [],
  );
  const database = env["DATABASE_URL"] ? decodeURIComponent(new URL(env["DATABASE_URL"]).password) : "";
  const long = [...values, database].filter((value) => value.length >= SHORTEST_SECRET);
  return [...new Set(long.flatMap((value) => [value, encodeURIComponent(value)]))];
}

export async function checkLog(
  file: string,
  secrets: readonly string[],
  report: InvariantReport,
): Promise<void> {
  let number = 0;
  for await (const line of createInterface({ input: createReadStream(file) })) {
    number += 1;
    for (const [rule, pattern] of Object.entries(PATTERNS))
      if (pattern.test(line)) report.breach(8, rule, `${file}:${number}`);
    if (secrets.some((secret) => line.includes(secret)))
      report.breach(8, "no secret setting", `${file}:${number}`);
  }
  report.add(8, number);
}
