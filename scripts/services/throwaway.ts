// A database and a bucket for one run of the tests (or one session of work by hand): new, migrated, and gone afterwards.
import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { findFreePort } from "../../dev/ports";
import { startPostgres } from "../../dev/postgres";
import { applyMigrations } from "../db/apply-migrations";
import { projectRoot } from "../project-root";
import { openBucket } from "../s3/bucket-client";
import { configureBucket, ensureBucket } from "../s3/prepare-bucket";
import { startS3 } from "./s3";
import type { Shutdown } from "./shutdown";
import { makeTemporaryFolder } from "./temporary-folder";

const region = "us-east-1";

/** Where a run's bucket lies. */
export interface BucketServer {
  url: string;
  accessKeyId: string;
  secretAccessKey: string;
  /** Its name in the tests' table of what providers do. */
  provider: string;
  /** A file that gets one JSON line for each request, where the server writes one. */
  requestLog?: string;
}

/** Starts a server in a folder of its own, and says to `shutdown` how to stop it. */
export type StartBucketServer = (folder: string, shutdown: Shutdown) => Promise<BucketServer>;

/**
 * Starts the services, and returns a whole environment for an app at `appPort` and for its tests. Nothing of the
 * caller's own settings for Signet is left in it.
 */
export async function startThrowawayServices(
  shutdown: Shutdown,
  appPort: number,
  startBucketServer: StartBucketServer = startOwnS3,
): Promise<NodeJS.ProcessEnv> {
  const folder = makeTemporaryFolder();
  shutdown.onClose("The temporary folder", folder.remove);
  const postgres = await startPostgres({ folder: join(folder.path, "postgres"), durable: false });
  shutdown.onClose("Postgres", postgres.stop);
  shutdown.signal.throwIfAborted();

  const bucketFolder = join(folder.path, "s3");
  mkdirSync(bucketFolder);
  const s3 = await startBucketServer(bucketFolder, shutdown);
  shutdown.signal.throwIfAborted();

  const env: NodeJS.ProcessEnv = {
    ...process.env,
    ...blankSettings(),
    DATABASE_URL: postgres.url,
    S3_ENDPOINT: s3.url,
    S3_BUCKET: "signet-test",
    S3_REGION: region,
    S3_FORCE_PATH_STYLE: "true",
    AWS_ACCESS_KEY_ID: s3.accessKeyId,
    AWS_SECRET_ACCESS_KEY: s3.secretAccessKey,
    AWS_SESSION_TOKEN: "",
    S3_PROVIDER: s3.provider,
    ...(s3.requestLog === undefined ? {} : { S3_REQUEST_LOG: s3.requestLog }),
    LOG_LEVEL: "info",
    PORT: String(appPort),
    SIGNET_URL: `http://localhost:${appPort}`,
    NEXTAUTH_URL: `http://localhost:${appPort}`,
    NEXTAUTH_SECRET: randomBytes(32).toString("base64url"),
    CRON_SECRET: randomBytes(24).toString("base64url"),
    ADMIN_EMAIL: "admin@example.com",
    ADMIN_PASSWORD: randomBytes(12).toString("base64url"),
  };
  await applyMigrations(postgres.url);
  await prepareBucket(env);
  return env;
}

/** Our own server, which can pass itself off as a weaker one (dev/s3/profiles.ts). */
export async function startOwnS3(
  folder: string,
  shutdown: Shutdown,
  profile = "strict",
): Promise<BucketServer> {
  const keys = { accessKeyId: "SIGNETTEST", secretAccessKey: randomBytes(24).toString("base64url") };
  const requestLog = `${folder}-requests.jsonl`;
  const port = await findFreePort();
  const s3 = await startS3({ folder, port, region, requestLog, profile, ...keys });
  shutdown.onClose("The S3 server", s3.stop);
  return { url: s3.url, ...keys, provider: profile, requestLog };
}

/** Every setting that Signet knows, as empty: Next would fill in what is not there from the .env of the checkout. */
function blankSettings(): Record<string, string> {
  const files = [".env.example", ".env"]
    .map((name) => join(projectRoot, name))
    .filter((path) => existsSync(path));
  const lines = files.flatMap((path) => readFileSync(path, "utf8").split("\n"));
  const names = lines.flatMap((line) => /^#?\s*([A-Z][A-Z0-9_]+)=/.exec(line)?.[1] ?? []);
  return Object.fromEntries(names.map((name) => [name, ""]));
}

async function prepareBucket(env: NodeJS.ProcessEnv): Promise<void> {
  // The client takes its keys from the environment of this process.
  Object.assign(process.env, env);
  const settings = openBucket(env);
  await ensureBucket(settings);
  const { NEXTAUTH_URL = "", PORT = "" } = env;
  const steps = await configureBucket(settings, [NEXTAUTH_URL, `http://127.0.0.1:${PORT}`]);
  settings.client.destroy();
  const refused = steps.filter(({ done }) => !done).map(({ sentence }) => sentence);
  // Strangers' stores lack some of it; ours must take all.
  if (refused.length > 0 && env.S3_REQUEST_LOG !== undefined) throw new Error(refused.join("\n"));
  for (const sentence of refused) console.log(sentence);
}
