/** Random commands against the model until it is enough; a failure is told with its seed, path and commands. */
import { join } from "node:path";
import fc from "fast-check";
import { checkInvariants } from "@/scripts/invariants/check-invariants";
import { Journal } from "@/scripts/invariants/journal";
import type { InvariantReport } from "@/scripts/invariants/report";
import { openBucket } from "@/scripts/s3/bucket-client";
import { readEnvironment } from "../../support/environment";
import { Files } from "./files";
import { imageSteps } from "./image-commands";
import { emptyModel } from "./model";
import { Real } from "./real";
import { uploadSteps } from "./upload-commands";

export type ModelRun = {
  readonly runs: number;
  readonly commands: number;
  /** What fast-check says of the shortest run that fails; null: none does. */
  readonly failure: string | null;
  readonly report: InvariantReport;
  readonly seconds: number;
};

const MAX_COMMANDS = 60;
const RUNS_OF_A_SEED = 5;

/** @param folder gets a journal */
export async function runModel({
  isEnough,
  seed,
  path,
  folder,
}: {
  isEnough: (done: { readonly runs: number; readonly seconds: number }) => boolean;
  seed: number;
  /** Of a failure, to see it again. */
  path?: string | undefined;
  folder: string;
}): Promise<ModelRun> {
  const startedAt = performance.now();
  const journal = new Journal(join(folder, "journal.jsonl"));
  const files = await Files.make();
  let runs = 0;
  let commands = 0;
  const property = fc.asyncProperty(
    fc.commands([...uploadSteps, ...imageSteps], { maxCommands: MAX_COMMANDS, size: "max" }),
    async (chosen) => {
      const real = await Real.make(files, journal);
      runs += 1;
      for (const one of chosen) commands += one.toString() === "" ? 0 : 1;
      await fc.asyncModelRun(() => ({ model: emptyModel(), real }), chosen);
      await real.sweep();
    },
  );
  let failure: string | null = null;
  const seconds = () => (performance.now() - startedAt) / 1000;
  // A few at a time, each to its end: whoever looks afterwards must not look in between.
  for (let next = seed; failure === null && !isEnough({ runs, seconds: seconds() }); next += 1) {
    const replay = path === undefined ? {} : { path };
    const details = await fc.check(property, { seed: next, ...replay, numRuns: RUNS_OF_A_SEED });
    if (details.failed) failure = fc.defaultReportMessage(details) ?? "It failed.";
  }
  const report = await look(journal);
  return {
    runs,
    commands,
    failure,
    report,
    seconds: seconds(),
  };
}

async function look(journal: Journal): Promise<InvariantReport> {
  const bucket = openBucket();
  try {
    const databaseUrl = readEnvironment().DATABASE_URL;
    return await checkInvariants({ databaseUrl, bucket, readBytes: true, journal: journal.file });
  } finally {
    bucket.client.destroy();
  }
}
