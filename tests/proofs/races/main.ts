// npm run proof:races [-- --rounds 1000 --seed 1]
import { parseArgs } from "node:util";
import { runProof, type Workplace } from "../run-proof";

const options = {
  rounds: { type: "string", default: "1000" },
  seed: { type: "string" },
} as const;
const { values } = parseArgs({ options });
const rounds = Number(values.rounds);
const seed = Number(values.seed ?? Date.now() % 1_000_000);

await runProof(race);

async function race({ folder }: Workplace): Promise<boolean> {
  const { runRaces } = await import("./race-run");
  const run = await runRaces({ rounds, seed, folder, storeIsStrict: true });
  for (const report of run.reports) console.log(report.describe());
  for (const failure of run.failures) console.error(`FAILED ${failure}`);
  const violations = run.reports.reduce((sum, { violations: found }) => sum + found.length, 0);
  const { image, refusal, deletion } = run.outcomes;
  console.log(
    `seed ${seed}: ${rounds} races, ${image} images, ${refusal} refusals, ${deletion} deletions, ` +
      `${violations + run.failures.length} violations, ${run.seconds.toFixed(1)} s`,
  );
  return violations === 0 && run.failures.length === 0;
}
