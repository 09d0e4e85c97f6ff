/**
 * Rounds of crashes: in each a process that runs the real operations is ended by SIGKILL at one failpoint, and its
 * client goes on with another. Or it is stopped there, past the end of its lease, and goes on when others have taken over.
 * Then the invariants are looked at.
 */
import { join } from "node:path";
import { Journal } from "@/scripts/invariants/journal";
import type { InvariantReport } from "@/scripts/invariants/report";
import { listFailpoints } from "@/lib/failpoint";
import { addPerson } from "../../support/people";
import { Chance } from "../random";
import { CrashingClient } from "./crashing-client";
import { checkAtRest } from "../service/check-at-rest";
import { ServiceProcesses, type Way } from "../service/service-processes";
import { playRound } from "./scenarios";

export type CrashRun = {
  readonly rounds: number;
  /** How often each failpoint ended, or stopped, a process. */
  readonly kills: ReadonlyMap<string, number>;
  readonly unreached: readonly string[];
  /** What went wrong in a round, with the round's number and failpoint. */
  readonly failures: readonly string[];
  readonly reports: readonly InvariantReport[];
  readonly seconds: number;
};

const AT_ONCE = 3;
/** Rounds side by side may do each other's work: a failpoint that none has come to is tried alone, so often. */
const TRIES_ALONE = 5;

/** @param folder gets a journal and a log */
export async function runCrashes({
  rounds,
  seed,
  folder,
  way = "end",
}: {
  rounds: number;
  seed: number;
  folder: string;
  way?: Way;
}): Promise<CrashRun> {
  const startedAt = performance.now();
  const journal = new Journal(join(folder, "journal.jsonl"));
  const service = await ServiceProcesses.start(folder, AT_ONCE + 1, way);
  try {
    const failures = await playRounds(rounds, seed, service, journal);
    const reports = await checkAtRest(service, journal);
    const kills = countByName(service.kills);
    return {
      rounds,
      kills,
      failures,
      unreached: listFailpoints().filter((name) => !kills.has(name)),
      reports,
      seconds: (performance.now() - startedAt) / 1000,
    };
  } finally {
    await service.stop();
  }
}

async function playRounds(
  rounds: number,
  seed: number,
  service: ServiceProcesses,
  journal: Journal,
): Promise<string[]> {
  const failpoints = listFailpoints();
  const people = await Promise.all(Array.from({ length: AT_ONCE }, () => addPerson("editor")));
  const failures: string[] = [];
  const queue = Array.from({ length: rounds }, (_, round) => round).values();
  const clients = people.map(({ id }) => new CrashingClient(service, journal, { id }));
  const play = async (client: CrashingClient, round: number, failpoint: (typeof failpoints)[number]) => {
    try {
      await playRound({ service, client, chance: new Chance(seed + round), failpoint });
      // Also those of the rounds beside this one, in the middle of what comes after them.
      for (const image of await service.wake()) journal.write({ event: "image", ...image });
    } catch (error) {
      failures.push(
        `round ${round}, ${failpoint}: ${error instanceof Error ? error.message : String(error)}`,
      );
    }
  };
  const work = async (client: CrashingClient) => {
    for (const round of queue) {
      const failpoint = failpoints[round % failpoints.length];
      if (failpoint !== undefined) await play(client, round, failpoint);
    }
  };
  await Promise.all(clients.map(work));
  const [first] = clients;
  if (first === undefined || rounds < failpoints.length) return failures;
  for (const failpoint of failpoints) {
    for (let tries = 0; tries < TRIES_ALONE && !countByName(service.kills).has(failpoint); tries += 1)
      await play(first, rounds + tries, failpoint);
  }
  return failures;
}

function countByName(kills: ReadonlyMap<string, number>): Map<string, number> {
  const counts = new Map<string, number>();
  for (const [failpoint, count] of kills) {
    const name = failpoint.split(":")[0] ?? "";
    counts.set(name, (counts.get(name) ?? 0) + count);
  }
  return counts;
}
