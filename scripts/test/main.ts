// npm test: everything that the tests need, the tests, and one line at the end that says how it went.
import { ensureClient } from "../serve/build";
import { parseTestArguments } from "./arguments";
import { requireChromium } from "./chromium";
import { needsVitest, runPlaywright, runVitest } from "./runners";
import { searchLog } from "./search-log";
import { appLog, startTestApp } from "./test-app";
import { endAfterRun, type TestRun } from "./test-run";

await endAfterRun("", runTests);

async function runTests({ shutdown, reports, outcomes }: TestRun): Promise<void> {
  const selection = parseTestArguments(process.argv.slice(2));
  ensureClient();
  const served = selection.kinds.some((kind) => kind !== "unit");
  const env = served ? await startTestApp(shutdown) : { ...process.env };
  if (needsVitest(selection.kinds)) outcomes.push(await runVitest(selection, env, reports, shutdown.signal));
  if (selection.kinds.includes("e2e")) {
    const browser = { ...env, CHROMIUM_PATH: requireChromium() };
    outcomes.push(await runPlaywright(selection, browser, reports, shutdown.signal));
  }
  if (served) outcomes.push(await searchLog(appLog, env));
}
