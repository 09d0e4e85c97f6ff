// The services of an installation that names none: Postgres and S3 on loopback, with their data in the data folder.
import { join } from "node:path";
import { startPostgres } from "../../dev/postgres";
import { keepRunning } from "../services/keep-running";
import { startS3 } from "../services/s3";
import { choosePort, type Secrets } from "./data-folder";
import type { ServeSettings } from "./settings";
import type { Shutdown } from "../services/shutdown";

const region = "us-east-1";

/** Starts what is ours to run, and returns the variables that name it. It is started again when it dies. */
export async function startEmbeddedServices(
  folder: string,
  secrets: Secrets,
  { embeds }: ServeSettings,
  shutdown: Shutdown,
): Promise<Record<string, string>> {
  const postgres = embeds.postgres ? await startDatabase(folder, shutdown) : {};
  const s3 = embeds.s3 ? await startBucket(folder, secrets, shutdown) : {};
  return { ...postgres, ...s3 };
}

async function startDatabase(folder: string, shutdown: Shutdown): Promise<Record<string, string>> {
  const port = await choosePort(folder, "postgres");
  const start = () => startPostgres({ folder: join(folder, "postgres"), port });
  const postgres = await keepRunning("Postgres", start, (reason) => shutdown.request(reason));
  shutdown.onClose("Postgres", postgres.stop);
  return { DATABASE_URL: postgres.url };
}

async function startBucket(
  folder: string,
  secrets: Secrets,
  shutdown: Shutdown,
): Promise<Record<string, string>> {
  // The same port each time: addresses that were handed out before a restart keep working after it.
  const port = await choosePort(folder, "s3");
  const keys = { accessKeyId: secrets.s3AccessKeyId, secretAccessKey: secrets.s3SecretAccessKey };
  const start = () => startS3({ folder: join(folder, "s3"), port, region, ...keys });
  const s3 = await keepRunning("The S3 server", start, (reason) => shutdown.request(reason));
  shutdown.onClose("The S3 server", s3.stop);
  return {
    S3_ENDPOINT: s3.url,
    S3_BUCKET: "signet",
    S3_REGION: region,
    S3_FORCE_PATH_STYLE: "true",
    AWS_ACCESS_KEY_ID: keys.accessKeyId,
    AWS_SECRET_ACCESS_KEY: keys.secretAccessKey,
    // A shell's own AWS session must not be mixed in.
    AWS_SESSION_TOKEN: "",
    S3_PUBLIC_ENDPOINT: "",
  };
}
