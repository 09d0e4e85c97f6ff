/** What `npm test` hands to the tests: the addresses of the running services and the app. */
import { z } from "zod";

const schema = z.object({
  SIGNET_URL: z.url(),
  DATABASE_URL: z.string(),
  S3_ENDPOINT: z.url(),
  S3_BUCKET: z.string(),
  S3_REGION: z.string(),
  ADMIN_EMAIL: z.string(),
  ADMIN_PASSWORD: z.string(),
  CRON_SECRET: z.string(),
});

export type TestEnvironment = z.infer<typeof schema>;

export function readEnvironment(): TestEnvironment {
  return schema.parse(process.env);
}
