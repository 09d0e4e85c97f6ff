// npm run test:ceph: the contract of S3, the integration tests and an upload in the browser, all as they are, on a Ceph.
import { ensureClient } from "../serve/build";
import { requireChromium } from "../test/chromium";
import { runPlaywright, runVitest } from "../test/runners";
import { startTestApp } from "../test/test-app";
import { endAfterRun, type TestRun } from "../test/test-run";
import { startCeph } from "./ceph";
import { requireCeph } from "./programs";

await endAfterRun("On Ceph: ", async (run) => {
  requireCeph();
  ensureClient();
  const env = await startTestApp(run.shutdown, startCeph);
  const filters = process.argv.slice(2);
  if (filters.length === 0) await runContract(run, env);
  await runIntegration(run, env, filters);
  if (filters.length === 0) await runBrowser(run, env);
});

async function runContract({ outcomes, reports, shutdown }: TestRun, env: NodeJS.ProcessEnv): Promise<void> {
  const store = {
    ...env,
    S3_CONTRACT_ENDPOINT: env.S3_ENDPOINT,
    S3_CONTRACT_KEY: env.AWS_ACCESS_KEY_ID,
    S3_CONTRACT_SECRET: env.AWS_SECRET_ACCESS_KEY,
    S3_CONTRACT_PROVIDER: env.S3_PROVIDER,
  };
  const selection = { kinds: ["contract"], rest: ["tests/contract/s3/"] } as const;
  outcomes.push(await runVitest(selection, store, reports, shutdown.signal));
}

async function runIntegration(
  { outcomes, reports, shutdown }: TestRun,
  env: NodeJS.ProcessEnv,
  rest: string[],
): Promise<void> {
  outcomes.push(await runVitest({ kinds: ["integration"], rest }, env, reports, shutdown.signal));
}

/** What a browser alone can tell: whether the store's CORS answers let it upload. */
async function runBrowser({ outcomes, reports, shutdown }: TestRun, env: NodeJS.ProcessEnv): Promise<void> {
  const selection = { kinds: ["e2e"], rest: ["upload-to-public-page"] } as const;
  const browser = { ...env, CHROMIUM_PATH: requireChromium() };
  outcomes.push(await runPlaywright(selection, browser, reports, shutdown.signal));
}
