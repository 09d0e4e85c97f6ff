/**
 * Gives a test file a database and a bucket that no other app works on, so that what happens there is the work of the
 * app under test alone. To be imported before anything that reads their names: it writes them into the environment.
 */
import { randomUUID } from "node:crypto";
import { applyMigrations } from "@/scripts/db/apply-migrations";
import { makeScratchDatabase } from "@/scripts/db/scratch-database";
import { openBucket } from "@/scripts/s3/bucket-client";
import { ensureBucket } from "@/scripts/s3/prepare-bucket";
import { readEnvironment } from "./environment";

const database = await makeScratchDatabase(readEnvironment().DATABASE_URL);
await applyMigrations(database.url);
process.env["DATABASE_URL"] = database.url;
process.env["S3_BUCKET"] = `own-${randomUUID()}`;
const bucket = openBucket();
await ensureBucket(bucket);
bucket.client.destroy();

/** The bucket stays until the store itself is thrown away. */
export function removeOwnDatabase(): Promise<void> {
  return database.remove();
}
