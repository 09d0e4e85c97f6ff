/** The eight invariants, asked of the database and the bucket that the environment names at that moment. */
import { expect } from "vitest";
import { checkInvariants } from "@/scripts/invariants/check-invariants";
import { openBucket } from "@/scripts/s3/bucket-client";
import { drain } from "./drain";
import { readEnvironment } from "./environment";

/** Sweeps, and fails with every violation by name. */
export async function expectInvariants(): Promise<void> {
  await drain();
  expect(await findViolations()).toEqual([]);
}

/**
 * One line for each violation: the invariant's number, the rule, and the key or id that breaks it.
 * `journal` is a file of what clients were told.
 */
export async function findViolations(journal?: string): Promise<readonly string[]> {
  const bucket = openBucket();
  try {
    const databaseUrl = readEnvironment().DATABASE_URL;
    return (await checkInvariants({ databaseUrl, bucket, readBytes: true, journal })).violations;
  } finally {
    bucket.client.destroy();
  }
}
