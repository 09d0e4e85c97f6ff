// npm run test:profiles: the suites, as they are, on our S3 server passing itself off as weaker stores, one by one.
// `npm run test:profiles -- garage-like lenient`: on these alone.
import { ensureClient } from "../serve/build";
import { Shutdown } from "../services/shutdown";
import { startOwnS3 } from "../services/throwaway";
import { addOutcomes } from "../test/outcome";
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

await endAfterRun("On all profiles: ", async (run) => {
  const asked = process.argv.slice(2);
  ensureClient();
  const sentences: string[] = [];
  for (const profile of asked.length > 0 ? asked : steady) sentences.push(await runProfile(profile, run));
  console.log(sentences.join("\n"));
});

/** With services and an app of its own. Says how it went. */
async function runProfile(profile: string, run: TestRun): Promise<string> {
  const services = new Shutdown();
  const stop = () => services.request();
  run.shutdown.signal.addEventListener("abort", stop);
  const before = run.outcomes.length;
  try {
    const env = await startTestApp(services, (folder, shutdown) => startOwnS3(folder, shutdown, profile));
    await runContract(run, env);
    await runIntegration(run, env);
  } finally {
    run.shutdown.signal.removeEventListener("abort", stop);
    await services.closeAll();
  }
  const { passed, failed, skipped } = addOutcomes(run.outcomes.slice(before));
  return `${profile}: ${passed} passed, ${failed} failed, ${skipped} skipped`;
}
