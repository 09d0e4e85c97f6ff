// Which database a command is for.
import { readEnvFile } from "../env-file";

/** DATABASE_URL, from the environment or from .env. */
export function findDatabaseUrl(): string | null {
  readEnvFile();
  return process.env.DATABASE_URL || null;
}

/** The same for commands that make no sense without one. */
export function requireDatabaseUrl(): string {
  const url = findDatabaseUrl();
  if (url !== null) return url;
  throw new Error(
    'DATABASE_URL is not set. (The embedded database of "npm start" is migrated by "npm start" itself.)',
  );
}
