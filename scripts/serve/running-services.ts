// The services of the installation for a command: those of the settings, or those of the `npm start` that is running.
import { readEnvFile } from "../env-file";
import { findLauncher, openDataFolder, readPorts, readSecrets } from "./data-folder";

/** Fills in the environment with what the running launcher embeds. Gives DATABASE_URL; throws when there is none. */
export function useServices(): string {
  readEnvFile();
  const folder = openDataFolder();
  const launcher = findLauncher(folder);
  const databaseUrl = process.env.DATABASE_URL || launcher?.databaseUrl;
  if (!databaseUrl) throw new Error("Set DATABASE_URL, or start Signet with npm start and ask again.");
  process.env.DATABASE_URL = databaseUrl;
  if (launcher !== null) {
    process.env.NEXTAUTH_URL ||= launcher.address;
    process.env.NEXTAUTH_SECRET ||= readSecrets(folder).nextAuthSecret;
  }
  const { s3 } = readPorts(folder);
  if (!process.env.S3_BUCKET && s3 !== undefined) {
    const { s3AccessKeyId, s3SecretAccessKey } = readSecrets(folder);
    Object.assign(process.env, {
      S3_ENDPOINT: `http://127.0.0.1:${s3}`,
      S3_BUCKET: "signet",
      S3_REGION: "us-east-1",
      S3_FORCE_PATH_STYLE: "true",
      AWS_ACCESS_KEY_ID: s3AccessKeyId,
      AWS_SECRET_ACCESS_KEY: s3SecretAccessKey,
      AWS_SESSION_TOKEN: "",
    });
  }
  return databaseUrl;
}
