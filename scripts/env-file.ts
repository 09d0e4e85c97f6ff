// The .env file of the project.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { projectRoot } from "./project-root";

/** Takes over what .env says and the environment does not. Empty values in .env count as not set. */
export function readEnvFile(): void {
  const file = join(projectRoot, ".env");
  const before = new Set(Object.keys(process.env));
  if (existsSync(file)) process.loadEnvFile(file);
  for (const [name, value] of Object.entries(process.env)) {
    if (value === "" && !before.has(name)) delete process.env[name];
  }
}
