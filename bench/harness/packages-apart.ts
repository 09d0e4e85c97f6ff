/** Packages that are only measured with or beside: nobody who installs Signet should have to install them as well. */
import { execFile } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Shutdown } from "@/scripts/services/shutdown";
import { makeTemporaryFolder } from "@/scripts/services/temporary-folder";

const PATIENCE_MS = 300_000;

/**
 * Installs packages (`name@version`) in a folder of their own for this run, and gives the path of its `node_modules`.
 * @throws what npm says when it cannot
 */
export async function installApart(shutdown: Shutdown, packages: readonly string[]): Promise<string> {
  const folder = makeTemporaryFolder();
  shutdown.onClose("The packages that were installed apart", folder.remove);
  writeFileSync(join(folder.path, "package.json"), JSON.stringify({ private: true }));
  const options = ["--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error"];
  await promisify(execFile)("npm", ["install", ...options, ...packages], {
    cwd: folder.path,
    timeout: PATIENCE_MS,
  });
  return join(folder.path, "node_modules");
}
