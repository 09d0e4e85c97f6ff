// npm run proof:hostile [-- --mutations 100000 --seed 1]
import { parseArgs } from "node:util";
import { runHostile } from "./hostile-run";

const options = {
  mutations: { type: "string", default: "100000" },
  seed: { type: "string", default: "1" },
} as const;
const { values } = parseArgs({ options });
const startedAt = performance.now();
const run = await runHostile({ mutations: Number(values.mutations), seed: Number(values.seed) });
for (const failure of run.failures) console.error(failure);
console.log(
  `${run.files} hostile files; ${run.mutations} mutations, ${run.accepted} still whole; slowest ` +
    `${run.slowestMs.toFixed(0)} ms, ${Math.round(run.grownBytes / 1024 ** 2)} MiB more; ${run.failures.length} failures, ` +
    `${((performance.now() - startedAt) / 1000).toFixed(1)} s`,
);
process.exit(run.failures.length === 0 ? 0 : 1);
