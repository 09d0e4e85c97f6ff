// npm run db:generate: writes the Prisma client. The CLI insists on a schema engine program that it then does not
// use for this; any existing file keeps it from downloading one.
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { projectRoot } from "../project-root";

/** Writes lib/db/generated. Throws with the CLI's own words when the schema is wrong. */
export function generateClient(): void {
  const cli = join(projectRoot, "node_modules/prisma/build/index.js");
  const env = {
    ...process.env,
    PRISMA_SCHEMA_ENGINE_BINARY: cli,
    PRISMA_HIDE_UPDATE_MESSAGE: "1",
    CHECKPOINT_DISABLE: "1",
  };
  const args = [cli, "generate", "--no-hints"];
  const run = spawnSync(process.execPath, args, { cwd: projectRoot, env, encoding: "utf8" });
  if (run.status !== 0) throw new Error(`prisma generate failed:\n${run.stdout}${run.stderr}`);
}

if (process.argv[1] === import.meta.filename) generateClient();
