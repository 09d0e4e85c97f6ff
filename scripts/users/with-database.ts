// The environment of a command that works on people and keys: the database of DATABASE_URL, or the one of `npm start`.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { startPostgres } from "../../dev/postgres";
import { applyMigrations } from "../db/apply-migrations";
import { generateClient } from "../db/generate";
import { readEnvFile } from "../env-file";
import { projectRoot } from "../project-root";
import { claimDataFolder, findLauncher, openDataFolder, readSecrets } from "../serve/data-folder";

/**
 * Calls `work` with DATABASE_URL set. Without one it is the embedded database, which is started for this command
 * when Signet is not running.
 */
export async function withDatabase(work: () => Promise<void>): Promise<void> {
  readEnvFile();
  if (!existsSync(join(projectRoot, "lib/db/generated/client.ts"))) generateClient();
  if (process.env.DATABASE_URL) return runAndDisconnect(work);

  const folder = openDataFolder();
  fillIn(readSecrets(folder).nextAuthSecret);
  const running = findLauncher(folder)?.databaseUrl;
  if (running) {
    process.env.DATABASE_URL = running;
    return runAndDisconnect(work);
  }
  const release = claimDataFolder(folder, "a command");
  const postgres = await startPostgres({ folder: join(folder, "postgres") });
  try {
    process.env.DATABASE_URL = postgres.url;
    await applyMigrations(postgres.url);
    await runAndDisconnect(work);
  } finally {
    await postgres.stop();
    release();
  }
}

async function runAndDisconnect(work: () => Promise<void>): Promise<void> {
  const { closeDatabase } = await import("@/lib/db/client");
  try {
    await work();
  } finally {
    await closeDatabase();
  }
}

/** The settings are read as a whole; a command for the embedded database has no use for the others. */
function fillIn(nextAuthSecret: string): void {
  process.env.S3_BUCKET ||= "signet";
  process.env.S3_REGION ||= "us-east-1";
  process.env.NEXTAUTH_URL ||= "http://localhost:3000";
  process.env.NEXTAUTH_SECRET ||= nextAuthSecret;
}
