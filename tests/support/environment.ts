/**
 * What `npm test` hands to the tests (not to the unit tests): the addresses of the throwaway services and of the
 * production app that stands on them. CHROMIUM_PATH is for playwright.config.ts alone.
 */
import { z } from "zod";

const schema = z.object({
  /** The app, without a slash at the end. */
  SIGNET_URL: z.url(),
  DATABASE_URL: z.url(),
  S3_ENDPOINT: z.url(),
  S3_BUCKET: z.string().min(1),
  S3_REGION: z.string().min(1),
  S3_FORCE_PATH_STYLE: z.literal("true"),
  /** The bucket's owner. */
  AWS_ACCESS_KEY_ID: z.string().min(1),
  AWS_SECRET_ACCESS_KEY: z.string().min(1),
  /** What is known of the store: the name of a row in tests/support/s3/provider.ts. */
  S3_PROVIDER: z.string().min(1),
  ADMIN_EMAIL: z.string().min(1),
  ADMIN_PASSWORD: z.string().min(1),
  /** What the app signs its sessions with. */
  NEXTAUTH_SECRET: z.string().min(32),
  CRON_SECRET: z.string().min(16),
});

export type TestEnvironment = z.infer<typeof schema>;

/** @throws with the names of what is missing, when a test was not started by `npm test` */
export function readEnvironment(): TestEnvironment {
  const result = schema.safeParse(process.env);
  if (result.success) return result.data;
  const names = result.error.issues.map((issue) => issue.path.join("."));
  throw new Error(`Run this through npm test; the environment lacks ${names.join(", ")}.`);
}
