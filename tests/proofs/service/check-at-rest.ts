/**
 * The end of a proof: the invariants while uploads are still in time, and once more after everything that was left has
 * been swept.
 */
import { checkInvariants, type InvariantSources } from "@/scripts/invariants/check-invariants";
import type { Journal } from "@/scripts/invariants/journal";
import type { InvariantReport } from "@/scripts/invariants/report";
import { openBucket } from "@/scripts/s3/bucket-client";
import { sql } from "../../support/database";
import { readEnvironment } from "../../support/environment";
import type { ServiceProcesses } from "./service-processes";

export async function checkAtRest(service: ServiceProcesses, journal: Journal): Promise<InvariantReport[]> {
  const bucket = openBucket();
  const sources: InvariantSources = {
    databaseUrl: readEnvironment().DATABASE_URL,
    bucket,
    readBytes: true,
    journal: journal.file,
    logs: [service.logFile],
  };
  try {
    await sweepTwice(service);
    const inTime = await checkInvariants(sources);
    await letTimePass();
    await sweepTwice(service);
    return [inTime, await checkInvariants(sources)];
  } finally {
    bucket.client.destroy();
  }
}

async function sweepTwice(service: ServiceProcesses): Promise<void> {
  for (let turn = 0; turn < 2; turn += 1) {
    // Removals that a process took along when it ended are anybody's again after two minutes.
    await sql(`UPDATE "StoredObject" SET "removeAt" = now() WHERE "state" = 'dead' AND "removeAt" > now()`);
    await service.do({ kind: "sweep" });
    await service.do({ kind: "remove" });
  }
}

/** As if nobody had come back for hours. */
export async function letTimePass(): Promise<void> {
  await sql(`UPDATE "Upload" SET "leaseUntil" = now() - interval '1 second' WHERE "state" = 'registering'`);
  await sql(
    `UPDATE "Upload" SET "expiresAt" = now() - interval '1 second' WHERE "state" IN ('issued', 'registering')`,
  );
  await sql(
    `UPDATE "StoredObject" SET "writableUntil" = now() - interval '1 second' WHERE "state" <> 'live'`,
  );
}
