// The server as a process of its own. Its settings come from the environment; one line of JSON on standard output says
// where it listens, as soon as it does.
import { appendFileSync } from "node:fs";
import { isProfileName, makeProfile, profileNames } from "./profiles";
import { startS3Server } from "./server";

function setting(name: string, fallback?: string): string {
  const value = process.env[name] ?? fallback;
  if (value === undefined || value === "") throw new Error(`${name} must be set.`);
  return value;
}

const profile = setting("S3_DEV_PROFILE", "strict");
if (!isProfileName(profile)) throw new Error(`S3_DEV_PROFILE is none of ${profileNames.join(", ")}.`);
const logFile = process.env.S3_DEV_LOG;

const server = await startS3Server({
  dataDir: setting("S3_DEV_DATA"),
  port: Number(setting("S3_DEV_PORT", "0")),
  credentials: {
    accessKeyId: setting("AWS_ACCESS_KEY_ID"),
    secretAccessKey: setting("AWS_SECRET_ACCESS_KEY"),
  },
  region: setting("S3_REGION", "us-east-1"),
  profile: makeProfile(profile),
  // One JSON line for each request, there as soon as its answer is.
  ...(logFile ? { onRequest: (entry) => appendFileSync(logFile, `${JSON.stringify(entry)}\n`) } : {}),
});
process.stdout.write(`${JSON.stringify({ url: server.url })}\n`);

for (const signal of ["SIGTERM", "SIGINT"] as const) {
  process.once(signal, () => void server.close().then(() => process.exit(0)));
}
