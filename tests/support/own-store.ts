/**
 * Gives a test file a store of its own, which can pass itself off as another at any time. To be imported before
 * anything that reads its address, own-services among them: it writes it into the environment.
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { makeProfile, type ProfileName } from "@/dev/s3/profiles";
import { startS3Server } from "@/dev/s3/server";
import type { S3RequestLog } from "@/dev/s3/service";
import { readEnvironment } from "./environment";

const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, S3_REGION } = readEnvironment();
const dataDir = await mkdtemp(join(tmpdir(), "signet-own-store-"));
const answered: S3RequestLog[] = [];
let aheadMs = 0;
const server = await startS3Server({
  dataDir,
  credentials: { accessKeyId: AWS_ACCESS_KEY_ID, secretAccessKey: AWS_SECRET_ACCESS_KEY },
  region: S3_REGION,
  now: () => new Date(Date.now() + aheadMs),
  onRequest: (entry) => answered.push(entry),
});
process.env["S3_ENDPOINT"] = server.url;

/** From the next request on. */
export function behaveAs(profile: ProfileName): void {
  server.behaveAs(makeProfile(profile));
}

/** Moves its clock on. */
export function advanceStoreClock(byMs: number): void {
  aheadMs += byMs;
}

/** Every request that was answered, or cut off, so far. */
export function requestsToStore(): readonly S3RequestLog[] {
  return answered;
}

export async function removeOwnStore(): Promise<void> {
  await server.close();
  await rm(dataDir, { recursive: true, force: true, maxRetries: 3 });
}
