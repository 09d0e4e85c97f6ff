// npm run proof:races [-- --rounds 1000 --seed 1 --profile lenient]
import { parseArgs } from "node:util";
import { runProof, type Workplace } from "../run-proof";

const options = {
  rounds: { type: "string", default: "1000" },
  seed: { type: "string" },
  /** What the store passes itself off as: without a word, one that knows none of the optional defences. */
  profile: { type: "string", default: "lenient" },
} as const;
const { values } = parseArgs({ options });
const rounds = Number(values.rounds);
const seed = Number(values.seed ?? Date.now() % 1_000_000);

await runProof(race, values.profile);

async function race({ folder }: Workplace) {
  const { runRaces } = await import("./race-run");
  const run = await runRaces({ rounds, seed, folder, storeIsStrict: values.profile === "strict" });
  for (const report of run.reports) console.log(report.describe());
  for (const failure of run.failures) console.error(`FAILED ${failure}`);
  const broken = run.reports.reduce((sum, { violations }) => sum + violations.length, 0);
  const { image, refusal, deletion } = run.outcomes;
  return {
    done: `${rounds} races (${values.profile}): ${image} images, ${refusal} refusals, ${deletion} deletions`,
    seed,
    violations: broken + run.failures.length,
  };
}
