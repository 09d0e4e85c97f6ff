// npm run proof:hostile [-- --mutations 100000 --seed 1]
import { parseArgs } from "node:util";
import { tellOutcome } from "../outcome";
import { runHostile } from "./hostile-run";

const options = {
  mutations: { type: "string", default: "100000" },
  seed: { type: "string", default: "1" },
} as const;
const { values } = parseArgs({ options });
const [mutations, seed] = [Number(values.mutations), Number(values.seed)];
const startedAt = performance.now();
const run = await runHostile({ mutations, seed });
for (const failure of run.failures) console.error(failure);
tellOutcome({
  done:
    `${run.files} hostile files; ${mutations} mutations, ${run.accepted} still whole; slowest ` +
    `${run.slowestMs.toFixed(0)} ms, ${Math.round(run.grownBytes / 1024 ** 2)} MiB more`,
  seed,
  violations: run.failures.length,
  seconds: (performance.now() - startedAt) / 1000,
});
process.exit(run.failures.length === 0 ? 0 : 1);
