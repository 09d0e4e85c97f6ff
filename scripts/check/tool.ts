// A tool of node_modules as a step of a check.
import { execFile } from "node:child_process";
import { join } from "node:path";
import { projectRoot } from "../project-root";

const entries = {
  eslint: "eslint/bin/eslint.js",
  next: "next/dist/bin/next",
  prettier: "prettier/bin/prettier.cjs",
  tsc: "typescript/bin/tsc",
} as const;

/** Runs a tool in the project's folder. Gives what it printed when it failed, and "" when it did not. */
export function runTool(tool: keyof typeof entries, args: readonly string[]): Promise<string> {
  const file = join(projectRoot, "node_modules", entries[tool]);
  const env = { ...process.env, NEXT_TELEMETRY_DISABLED: "1", NO_COLOR: "1" };
  return new Promise((done) => {
    const options = { cwd: projectRoot, env, maxBuffer: 64 * 1024 * 1024 };
    execFile(process.execPath, [file, ...args], options, (error, stdout, stderr) => {
      done(error === null ? "" : `${stdout}${stderr}`.trim() || error.message);
    });
  });
}
