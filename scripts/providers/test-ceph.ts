// npm run test:ceph: the suites, as they are, on a Ceph of their own.
import { ensureClient } from "../serve/build";
import { startTestApp } from "../test/test-app";
import { endAfterRun } from "../test/test-run";
import { startCeph } from "./ceph";
import { requireCeph } from "./ceph-programs";
import { runBrowser, runContract, runIntegration } from "./suites";

await endAfterRun("On Ceph: ", async (run) => {
  const filters = process.argv.slice(2);
  requireCeph();
  ensureClient();
  const env = await startTestApp(run.shutdown, startCeph);
  if (filters.length > 0) return runIntegration(run, env, filters);
  await runContract(run, env);
  await runIntegration(run, env);
  await runBrowser(run, env);
});
