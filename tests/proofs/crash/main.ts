// npm run proof:crash [-- --rounds 1000 --seed 1] [--stop | --server]
import { parseArgs } from "node:util";
import { listFailpoints } from "@/lib/failpoint";
import { build, isBuilt } from "@/scripts/serve/build";
import { runProof, type Workplace } from "../run-proof";

const options = {
  rounds: { type: "string", default: "1000" },
  seed: { type: "string" },
  /** Stops the processes, past the end of their leases, and has them go on when others have taken over. */
  stop: { type: "boolean", default: false },
  /** Whole production servers instead of small processes: one for each failpoint. */
  server: { type: "boolean", default: false },
} as const;
const { values } = parseArgs({ options });
const rounds = Number(values.rounds);
const seed = Number(values.seed ?? Date.now() % 1_000_000);

await runProof(values.server ? crashServers : crashProcesses);

async function crashProcesses({ folder }: Workplace) {
  const { runCrashes } = await import("./crash-run");
  const way = values.stop ? "stop" : "end";
  const run = await runCrashes({ rounds, seed, folder, way });
  for (const [name, count] of [...run.kills].sort()) console.log(`${String(count).padStart(6)}  ${name}`);
  for (const report of run.reports) console.log(report.describe());
  for (const failure of run.failures) console.error(`FAILED ${failure}`);
  for (const name of run.unreached) console.error(`UNREACHED ${name}`);
  const kills = [...run.kills.values()].reduce((sum, count) => sum + count, 0);
  const broken = run.reports.reduce((sum, { violations }) => sum + violations.length, 0);
  return {
    done: `${rounds} rounds, ${kills} processes ${values.stop ? "stopped" : "killed"} at ${run.kills.size} failpoints`,
    seed,
    violations: broken + run.failures.length + run.unreached.length,
  };
}

/** The server that goes on is a new one each time. */
async function crashServers({ shutdown }: Workplace) {
  if (!isBuilt()) await build(shutdown.signal);
  const { crashServer, isForServers } = await import("./server-round");
  const { startSecondApp } = await import("../../support/second-app");
  const { addPerson } = await import("../../support/people");
  const { findViolations } = await import("../../support/invariants");
  const { makeRemovalsDue } = await import("../../support/ledger");
  const { drain } = await import("../../support/drain");
  const editor = await addPerson("editor");
  const failpoints = listFailpoints().filter(isForServers);
  let violations: readonly string[] = [];
  for (const failpoint of failpoints) {
    const { origin, stop } = await startSecondApp({ INLINE_WORKER: "false" });
    await crashServer(failpoint, editor, () => Promise.resolve(origin));
    process.env["SIGNET_URL"] = origin;
    await makeRemovalsDue();
    await drain();
    violations = [...violations, ...(await findViolations())];
    await stop();
    console.log(`${failpoint}: killed, ${violations.length} violations so far`);
  }
  for (const violation of violations) console.error(violation);
  const done = `${failpoints.length} production servers killed, each at another failpoint`;
  return { done, seed, violations: violations.length };
}
