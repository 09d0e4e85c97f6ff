// The .env file of the project.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseEnv } from "node:util";
import { projectRoot } from "./project-root";

/** Takes over what .env says and the environment does not. Empty values in .env count as not set. */
export function readEnvFile(): void {
  const file = join(projectRoot, ".env");
  if (!existsSync(file)) return;
  for (const [name, value] of Object.entries(parseEnv(readFileSync(file, "utf8")))) {
    if (value) process.env[name] ??= value;
  }
}
