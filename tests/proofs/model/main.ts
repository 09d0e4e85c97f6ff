// npm run proof:model [-- --minutes 5 --seed 1 --path 12:3]
import { parseArgs } from "node:util";
import { runProof } from "../run-proof";

const options = {
  minutes: { type: "string", default: "5" },
  seed: { type: "string" },
  path: { type: "string" },
} as const;
const { values } = parseArgs({ options });
const seed = Number(values.seed ?? Date.now() % 1_000_000);

await runProof(async ({ folder }) => {
  // The operations say what they do in the log of the process; here they are too many to read.
  process.env["LOG_LEVEL"] = "silent";
  const { runModel } = await import("./model-run");
  const wantedSeconds = Number(values.minutes) * 60;
  const isEnough = ({ seconds }: { seconds: number }) => seconds >= wantedSeconds;
  const run = await runModel({ isEnough, seed, path: values.path, folder });
  console.log(run.report.describe());
  if (run.failure !== null) console.error(run.failure);
  return {
    done: `${run.runs} sequences of ${run.commands} commands`,
    seed,
    violations: run.report.violations.length + (run.failure === null ? 0 : 1),
  };
});
