// npm run proof:soak [-- --minutes 60 --seed 1]
import { parseArgs } from "node:util";
import { build, isBuilt } from "@/scripts/serve/build";
import { runProof } from "../run-proof";

const options = {
  minutes: { type: "string", default: "10" },
  seed: { type: "string" },
} as const;
const { values } = parseArgs({ options });
const seed = Number(values.seed ?? Date.now() % 1_000_000);

await runProof(async ({ folder, shutdown }) => {
  // The servers have a log of their own; what is done here at the end is not for the screen.
  process.env["LOG_LEVEL"] = "silent";
  if (!isBuilt()) await build(shutdown.signal);
  const { runSoak } = await import("./soak-run");
  const wantedSeconds = Number(values.minutes) * 60;
  const run = await runSoak({ isEnough: ({ seconds }) => seconds >= wantedSeconds, seed, folder });
  console.log(run.report.describe());
  for (const failure of run.failures) console.error(`FAILED ${failure}`);
  return {
    done: `one to three faults ${run.faults.length} times, ${run.acts} acts of clients, ${run.images} images left`,
    seed,
    violations: run.report.violations.length + run.failures.length,
  };
});
