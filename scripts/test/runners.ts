// The two test runners as child processes.
import { join } from "node:path";
import { projectRoot } from "../project-root";
import { startNode } from "../services/managed-process";
import type { Kind, TestSelection } from "./arguments";
import { readPlaywrightReport, readVitestReport, type Outcome } from "./outcome";

/** Runs the wanted Vitest projects in one go. */
export async function runVitest(
  selection: TestSelection,
  env: NodeJS.ProcessEnv,
  folder: string,
  signal: AbortSignal,
): Promise<Outcome> {
  const report = join(folder, "vitest.json");
  const projects = selection.kinds.filter((kind) => kind !== "e2e").flatMap((kind) => ["--project", kind]);
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${report}`];
  const cli = join(projectRoot, "node_modules/vitest/vitest.mjs");
  const args = [cli, "run", "--passWithNoTests", ...projects, ...reporters, ...selection.rest];
  return readVitestReport(report, await run(args, env, signal));
}

/** Runs the end-to-end tests in the browser of CHROMIUM_PATH. */
export async function runPlaywright(
  selection: TestSelection,
  env: NodeJS.ProcessEnv,
  folder: string,
  signal: AbortSignal,
): Promise<Outcome> {
  const report = join(folder, "playwright.json");
  const cli = join(projectRoot, "node_modules/@playwright/test/cli.js");
  const args = [cli, "test", "--pass-with-no-tests", "--reporter=list,json", ...selection.rest];
  const code = await run(args, { ...env, PLAYWRIGHT_JSON_OUTPUT_FILE: report }, signal);
  return readPlaywrightReport(report, code);
}

export function needsVitest(kinds: readonly Kind[]): boolean {
  return kinds.some((kind) => kind !== "e2e");
}

async function run(args: string[], env: NodeJS.ProcessEnv, signal: AbortSignal): Promise<unknown> {
  signal.throwIfAborted();
  const runner = startNode(args, { env, stdio: ["ignore", "inherit", "inherit"], graceMs: 5_000 });
  const interrupt = () => void runner.stop();
  signal.addEventListener("abort", interrupt);
  const code = await runner.exited;
  signal.removeEventListener("abort", interrupt);
  signal.throwIfAborted();
  return code;
}
