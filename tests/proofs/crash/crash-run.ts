/**
 * Rounds of crashes: in each a process that runs the real operations is ended by SIGKILL at one failpoint, and its
 * client goes on with another. Then the invariants are looked at twice: while uploads are still in time, and after
 * everything that was left has been swept.
 */
import { join } from "node:path";
import { checkInvariants, type InvariantSources } from "@/scripts/invariants/check-invariants";
import { Journal } from "@/scripts/invariants/journal";
import type { InvariantReport } from "@/scripts/invariants/report";
import { openBucket } from "@/scripts/s3/bucket-client";
import { listFailpoints } from "@/lib/failpoint";
import { readEnvironment } from "../../support/environment";
import { addPerson } from "../../support/people";
import { sql } from "../../support/database";
import { Chance } from "../random";
import { CrashingClient } from "./crashing-client";
import { CrashingService } from "./crashing-service";
import { playRound } from "./scenarios";

export type CrashRun = {
  readonly rounds: number;
  /** How often each failpoint ended a process. */
  readonly kills: ReadonlyMap<string, number>;
  readonly unreached: readonly string[];
  /** What went wrong in a round, with the round's number and failpoint. */
  readonly failures: readonly string[];
  readonly reports: readonly InvariantReport[];
  readonly seconds: number;
};

const AT_ONCE = 3;

/** @param folder gets a journal and a log */
export async function runCrashes({
  rounds,
  seed,
  folder,
}: {
  rounds: number;
  seed: number;
  folder: string;
}): Promise<CrashRun> {
  const startedAt = performance.now();
  const journal = new Journal(join(folder, "journal.jsonl"));
  const service = await CrashingService.start(folder, AT_ONCE + 1);
  const bucket = openBucket();
  try {
    const failures = await playRounds(rounds, seed, service, journal);
    const sources: InvariantSources = {
      databaseUrl: readEnvironment().DATABASE_URL,
      bucket,
      readBytes: true,
      journal: journal.file,
      logs: [service.logFile],
    };
    await sweepTwice(service);
    const inTime = await checkInvariants(sources);
    await letTimePass();
    await sweepTwice(service);
    const afterwards = await checkInvariants(sources);
    const kills = countByName(service.kills);
    return {
      rounds,
      kills,
      failures,
      unreached: listFailpoints().filter((name) => !kills.has(name)),
      reports: [inTime, afterwards],
      seconds: (performance.now() - startedAt) / 1000,
    };
  } finally {
    bucket.client.destroy();
    await service.stop();
  }
}

async function playRounds(
  rounds: number,
  seed: number,
  service: CrashingService,
  journal: Journal,
): Promise<string[]> {
  const failpoints = listFailpoints();
  const people = await Promise.all(Array.from({ length: AT_ONCE }, () => addPerson("editor")));
  const failures: string[] = [];
  const queue = Array.from({ length: rounds }, (_, round) => round).values();
  const work = async (viewer: { readonly id: string }) => {
    const client = new CrashingClient(service, journal, { id: viewer.id });
    for (const round of queue) {
      const chance = new Chance(seed + round);
      const failpoint = failpoints[round % failpoints.length] ?? chance.oneOf(failpoints);
      await playRound({ service, client, chance, failpoint }).catch((error: unknown) =>
        failures.push(
          `round ${round}, ${failpoint}: ${error instanceof Error ? error.message : String(error)}`,
        ),
      );
    }
  };
  await Promise.all(people.map(work));
  return failures;
}

async function sweepTwice(service: CrashingService): Promise<void> {
  for (let turn = 0; turn < 2; turn += 1) {
    // Removals that a process took along when it ended are anybody's again after two minutes.
    await sql(`UPDATE "StoredObject" SET "removeAt" = now() WHERE "state" = 'dead' AND "removeAt" > now()`);
    await service.do({ kind: "sweep" });
    await service.do({ kind: "remove" });
  }
}

/** As if nobody had come back for hours. */
async function letTimePass(): Promise<void> {
  await sql(`UPDATE "Upload" SET "leaseUntil" = now() - interval '1 second' WHERE "state" = 'registering'`);
  await sql(
    `UPDATE "Upload" SET "expiresAt" = now() - interval '1 second' WHERE "state" IN ('issued', 'registering')`,
  );
  await sql(
    `UPDATE "StoredObject" SET "writableUntil" = now() - interval '1 second' WHERE "state" <> 'live'`,
  );
}

function countByName(kills: ReadonlyMap<string, number>): Map<string, number> {
  const counts = new Map<string, number>();
  for (const [failpoint, count] of kills) {
    const name = failpoint.split(":")[0] ?? "";
    counts.set(name, (counts.get(name) ?? 0) + count);
  }
  return counts;
}
