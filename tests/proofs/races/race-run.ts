/** Rounds of races between processes, and the invariants afterwards. */
import { join } from "node:path";
import { Journal } from "@/scripts/invariants/journal";
import type { InvariantReport } from "@/scripts/invariants/report";
import { addPerson } from "../../support/people";
import { Chance } from "../random";
import { checkAtRest } from "../service/check-at-rest";
import { ServiceProcesses } from "../service/service-processes";
import { abortion, partsOverwritten } from "./part-rounds";
import { deletion, overwrite, type Race, type RaceOutcome, revocation, twins } from "./race-rounds";

export type RaceRun = {
  readonly outcomes: Readonly<Record<RaceOutcome, number>>;
  readonly failures: readonly string[];
  readonly reports: readonly InvariantReport[];
  readonly seconds: number;
};

const RACES: Readonly<Record<string, Race>> = {
  ...{ overwrite, twins, deletion },
  ...{ partsOverwritten, abortion, revocation },
};
const PROCESSES = 8;
const AT_ONCE = 3;

/** @param folder gets a journal and a log */
export async function runRaces({
  rounds,
  seed,
  folder,
  storeIsStrict,
}: {
  rounds: number;
  seed: number;
  folder: string;
  storeIsStrict: boolean;
}): Promise<RaceRun> {
  const startedAt = performance.now();
  const journal = new Journal(join(folder, "journal.jsonl"));
  const service = await ServiceProcesses.start(folder, PROCESSES);
  const outcomes = { image: 0, refusal: 0, deletion: 0 };
  const failures: string[] = [];
  try {
    const viewer = { id: (await addPerson("editor")).id };
    const queue = Array.from({ length: rounds }, (_, round) => round).values();
    const work = async () => {
      for (const round of queue) {
        const [name, race] = Object.entries(RACES)[round % Object.keys(RACES).length] ?? [
          "overwrite",
          overwrite,
        ];
        const kit = { service, journal, viewer, chance: new Chance(seed + round), storeIsStrict };
        try {
          outcomes[await race(kit)] += 1;
        } catch (error) {
          failures.push(`round ${round}, ${name}: ${error instanceof Error ? error.message : String(error)}`);
        }
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
    const reports = await checkAtRest(service, journal);
    return { outcomes, failures, reports, seconds: (performance.now() - startedAt) / 1000 };
  } finally {
    await service.stop();
  }
}
