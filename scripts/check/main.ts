// npm run check: everything that is verified without running the product, in order; all failures are told at the end.
import { rmSync } from "node:fs";
import { join } from "node:path";
import { messageOf } from "../command-line";
import { findSchemaDifference } from "../db/schema-difference";
import { projectRoot } from "../project-root";
import { ensureClient } from "../serve/build";
import { findDeadMentions } from "./docs";
import { findMissingPackages } from "./lock-file";
import { findBreakingMigrations } from "./migrations";
import { findLongModules } from "./sizes";
import { runTool } from "./tool";

/** Gives what is wrong, or "" when nothing is. */
type Check = () => Promise<string> | string;

const checks: Record<string, Check> = {
  format: () => runTool("prettier", ["--check", "--log-level=warn", "."]),
  routes: writeRouteTypes,
  lint: () => runTool("eslint", ["--max-warnings=0", "."]),
  types: () => runTool("tsc", ["--noEmit", "--incremental", "false"]),
  drift: checkDrift,
  migrations: () => findBreakingMigrations(projectRoot).join("\n"),
  docs: () => findDeadMentions(projectRoot).join("\n"),
  packages: () => findMissingPackages(projectRoot).join("\n"),
  sizes: () => findLongModules(projectRoot).join("\n"),
};

const only = process.argv.slice(2);
const failures: string[] = [];
ensureClient();
for (const [name, check] of Object.entries(checks)) {
  if (only.length > 0 && !only.includes(name)) continue;
  const startedAt = performance.now();
  const problem = await attempt(check);
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  console.log(`${problem === "" ? "ok    " : "FAILED"} ${name.padEnd(10)} ${seconds.padStart(6)} s`);
  if (problem !== "") failures.push(`--- ${name} ---\n${problem}`);
}
if (failures.length > 0) console.error(`\n${failures.join("\n\n")}`);
process.exit(failures.length > 0 ? 1 : 0);

async function attempt(check: Check): Promise<string> {
  try {
    return await check();
  } catch (error) {
    return messageOf(error) || "It failed without a word.";
  }
}

/** The types of pages and their parameters, which lint and the type check read: a clean clone has none yet. */
async function writeRouteTypes(): Promise<string> {
  // Types that Next left behind for routes that are gone would count as errors of ours.
  for (const stale of [".next/types", ".next/dev/types"])
    rmSync(join(projectRoot, stale), { recursive: true, force: true });
  return runTool("next", ["typegen"]);
}

async function checkDrift(): Promise<string> {
  const sql = await findSchemaDifference({ server: null });
  return sql && `The migrations do not make what the schema describes. Missing (npm run db:new):\n${sql}`;
}
