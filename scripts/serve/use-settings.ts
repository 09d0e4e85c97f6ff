// The whole environment of the app for a command that works on database and bucket.
import { openDataFolder, readSecrets } from "./data-folder";
import { useServices } from "./running-services";

/** @throws when no bucket or no database is set and no `npm start` is running */
export function useSettings(): void {
  useServices();
  if (!process.env.S3_BUCKET) throw new Error("Set S3_BUCKET, or start Signet with npm start and ask again.");
  process.env.NEXTAUTH_URL ||= "http://localhost:3000";
  process.env.NEXTAUTH_SECRET ||= readSecrets(openDataFolder()).nextAuthSecret;
  // A person reads what the command prints; warnings are for them too.
  process.env.LOG_LEVEL ||= "warn";
}
