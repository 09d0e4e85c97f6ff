// npm run test:profiles: the suites, as they are, on our S3 server passing itself off as weaker stores, one by one.
// `npm run test:profiles -- garage-like lenient large-files`: on these alone, and of the integration tests alone those
// whose file names hold one of the words that are no profile.
import { fileURLToPath } from "node:url";
import { isProfileName } from "../../dev/s3/profiles";
import { ensureClient } from "../serve/build";
import { startNode, typescriptFlags } from "../services/managed-process";
import { startOwnS3 } from "../services/throwaway";
import { broken, type Outcome } from "../test/outcome";
import { startTestApp } from "../test/test-app";
import { endAfterRun, type TestRun } from "../test/test-run";
import { runContract, runIntegration } from "./suites";

/** Those that answer alike every time. What fails by chance or in time has tests/integration/store-profiles.test.ts. */
const steady = [
  "no-if-none-match",
  "no-checksums",
  "no-md5",
  "no-copy-conditions",
  "unsigned-headers",
  "r2-like",
  "garage-like",
  "lenient",
];

const self = fileURLToPath(import.meta.url);

await endAfterRun("On all profiles: ", async (run) => {
  const asked = process.argv.slice(2);
  const named = asked.filter(isProfileName);
  const filters = asked.filter((word) => !isProfileName(word));
  const profiles = named.length > 0 ? named : steady;
  ensureClient();
  const [only, second] = profiles;
  if (only !== undefined && second === undefined) return runProfile(only, filters, run);
  const sentences: string[] = [];
  for (const profile of profiles) {
    const outcome = await runAlone(profile, filters, run);
    run.outcomes.push(outcome);
    sentences.push(
      `${profile}: ${outcome.passed} passed, ${outcome.failed} failed, ${outcome.skipped} skipped`,
    );
  }
  console.log(sentences.join("\n"));
});

/** With services and an app of its own. */
async function runProfile(profile: string, filters: readonly string[], run: TestRun): Promise<void> {
  const env = await startTestApp(run.shutdown, (folder, shutdown) => startOwnS3(folder, shutdown, profile));
  if (filters.length === 0) await runContract(run, env);
  await runIntegration(run, env, filters);
}

/** In a process of its own, since a process reads its settings once. */
async function runAlone(
  profile: string,
  filters: readonly string[],
  { shutdown }: TestRun,
): Promise<Outcome> {
  shutdown.signal.throwIfAborted();
  const { child, exited, stop } = startNode([...typescriptFlags, self, profile, ...filters], {
    env: process.env,
    stdio: ["ignore", "pipe", "inherit"],
    graceMs: 60_000,
  });
  const interrupt = () => void stop();
  shutdown.signal.addEventListener("abort", interrupt);
  let end = "";
  child.stdout?.setEncoding("utf8").on("data", (chunk: string) => {
    process.stdout.write(chunk);
    end = (end + chunk).slice(-500);
  });
  const code = await exited;
  shutdown.signal.removeEventListener("abort", interrupt);
  const [passed, failed, skipped] =
    /(\d+) passed, (\d+) failed, (\d+) skipped\s*$/.exec(end)?.slice(1).map(Number) ?? [];
  if (passed === undefined || failed === undefined || skipped === undefined) return broken;
  return { passed, failed: code === 0 ? failed : Math.max(failed, 1), skipped };
}
