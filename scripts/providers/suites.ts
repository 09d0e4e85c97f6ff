// The suites that have to pass on every store: the contract of S3, the integration tests and an upload in the browser.
import { requireChromium } from "../test/chromium";
import { runPlaywright, runVitest } from "../test/runners";
import type { TestRun } from "../test/test-run";

/** On the store of `env`, which names its row in the tests' table of providers. */
export async function runContract(run: TestRun, env: NodeJS.ProcessEnv): Promise<void> {
  const store = {
    ...env,
    S3_CONTRACT_ENDPOINT: env.S3_ENDPOINT,
    S3_CONTRACT_KEY: env.AWS_ACCESS_KEY_ID,
    S3_CONTRACT_SECRET: env.AWS_SECRET_ACCESS_KEY,
    S3_CONTRACT_PROVIDER: env.S3_PROVIDER,
  };
  const selection = { kinds: ["contract"], rest: ["tests/contract/s3/"] } as const;
  run.outcomes.push(await runVitest(selection, store, run.reports, run.shutdown.signal));
}

/** These bring a store of their own: what it is that the others run on is nothing to them. */
const ownStores = "--exclude=**/integration/{launcher,store-profiles,weaker-stores}.test.ts";

/** Those whose file names hold one of `filters`; all when there is none. */
export async function runIntegration(
  run: TestRun,
  env: NodeJS.ProcessEnv,
  filters: readonly string[] = [],
): Promise<void> {
  const selection = { kinds: ["integration"], rest: [ownStores, ...filters] } as const;
  run.outcomes.push(await runVitest(selection, env, run.reports, run.shutdown.signal));
}

/** What a browser alone can tell: whether the store's CORS answers let it upload. */
export async function runBrowser(run: TestRun, env: NodeJS.ProcessEnv): Promise<void> {
  const selection = { kinds: ["e2e"], rest: ["upload-to-public-page"] } as const;
  const browser = { ...env, CHROMIUM_PATH: requireChromium() };
  run.outcomes.push(await runPlaywright(selection, browser, run.reports, run.shutdown.signal));
}
