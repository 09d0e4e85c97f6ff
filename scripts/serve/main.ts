// npm start (and npm run dev, with --dev): from a fresh checkout to a running Signet, and cleanly down again.
import { relative } from "node:path";
import { applyMigrations } from "../db/apply-migrations";
import { messageOf } from "../command-line";
import { readEnvFile } from "../env-file";
import { projectRoot } from "../project-root";
import { prepareBucketForStart } from "./bucket";
import { build, ensureClient, isBuilt } from "./build";
import { claimDataFolder, openDataFolder, readSecrets, writeLauncher } from "./data-folder";
import { startEmbeddedServices } from "./embedded-services";
import { startNext, type NextServer } from "./next-server";
import { readServeSettings, requireFreePort, type ServeSettings } from "./settings";
import { Shutdown } from "../services/shutdown";
import type { FirstAdmin } from "../users/first-admin";

const shutdown = new Shutdown();
shutdown.listen();
let failed = false;
try {
  const server = await start();
  const code = await Promise.race([server.exited, shutdown.requested()]);
  if (!shutdown.signal.aborted) throw new Error(`The server ended by itself (${String(code)}).`);
} catch (error) {
  failed = !shutdown.signal.aborted;
  if (failed) console.error(messageOf(error));
}
const reason: unknown = shutdown.signal.reason;
if (reason instanceof Error && reason.name !== "AbortError") {
  failed = true;
  console.error(messageOf(reason));
}
const clean = await shutdown.closeAll();
process.exit(failed || !clean ? 1 : 0);

async function start(): Promise<NextServer> {
  readEnvFile();
  const settings = readServeSettings(process.argv.includes("--dev") ? "dev" : "start");
  await requireFreePort(settings);
  process.env.PORT = String(settings.port);
  process.env.NEXTAUTH_URL ||= `http://localhost:${settings.port}`;
  const address = process.env.NEXTAUTH_URL;

  ensureClient();
  const folder = await startServices(settings, address);
  for (const name of await applyMigrations(process.env.DATABASE_URL ?? ""))
    console.log(`Migrated the database: ${name}`);
  await prepareBucketForStart(settings.embeds.s3);
  const admin = await makeFirstAdmin();
  shutdown.signal.throwIfAborted();

  if (settings.mode === "start" && !isBuilt()) {
    console.log("Building the app (after a change, about a minute) …");
    await build(shutdown.signal);
  }
  const server = await startNext({ ...settings, env: process.env, signal: shutdown.signal });
  shutdown.onClose("The app", server.stop);
  shutdown.signal.throwIfAborted();
  announce(address, admin, folder);
  return server;
}

/** Starts what is ours and names it in the environment. Returns the data folder, or null where nothing is kept in one. */
async function startServices(settings: ServeSettings, address: string): Promise<string | null> {
  const { postgres, s3 } = settings.embeds;
  if (!postgres && !s3 && process.env.NEXTAUTH_SECRET) return null;
  const folder = openDataFolder();
  const secrets = readSecrets(folder);
  process.env.NEXTAUTH_SECRET ||= secrets.nextAuthSecret;
  if (!postgres && !s3) return null;
  shutdown.onClose("The data folder", claimDataFolder(folder, address));
  Object.assign(process.env, await startEmbeddedServices(folder, secrets, settings, shutdown));
  shutdown.signal.throwIfAborted();
  writeLauncher(folder, { address, databaseUrl: postgres ? (process.env.DATABASE_URL ?? null) : null });
  return folder;
}

async function makeFirstAdmin(): Promise<FirstAdmin> {
  // Not before the client is generated and the environment complete.
  const { ensureFirstAdmin } = await import("../users/first-admin");
  const { closeDatabase } = await import("@/lib/db/client");
  const admin = await ensureFirstAdmin();
  await closeDatabase();
  return admin;
}

function announce(address: string, admin: FirstAdmin, folder: string | null): void {
  console.log(`\n  Signet       ${address}`);
  const { email, isNew, password } = admin;
  const how =
    password !== null
      ? `  ${password}  (shown this once)`
      : isNew
        ? ", with the password of ADMIN_PASSWORD"
        : "";
  console.log(`  Sign in as   ${email}${how}`);
  if (folder !== null) console.log(`  Your data    ${relative(projectRoot, folder) || folder}`);
  console.log("  Stop         Ctrl-C\n");
}
