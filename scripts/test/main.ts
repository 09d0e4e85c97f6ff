// npm test: everything that the tests need, the tests, and one line at the end that says how it went.
import { createWriteStream, mkdirSync } from "node:fs";
import { join } from "node:path";
import { findFreePort } from "../../dev/ports";
import { messageOf } from "../command-line";
import { projectRoot } from "../project-root";
import { build, ensureClient, isBuilt } from "../serve/build";
import { startNext } from "../serve/next-server";
import { Shutdown } from "../services/shutdown";
import { makeTemporaryFolder } from "../services/temporary-folder";
import { startThrowawayServices } from "../services/throwaway";
import { parseTestArguments, type TestSelection } from "./arguments";
import { requireChromium } from "./chromium";
import { addOutcomes, broken, type Outcome } from "./outcome";
import { needsVitest, runPlaywright, runVitest } from "./runners";

const shutdown = new Shutdown();
shutdown.listen();
const outcomes: Outcome[] = [];
try {
  await runTests(parseTestArguments(process.argv.slice(2)));
} catch (error) {
  outcomes.push(broken);
  console.error(shutdown.signal.aborted ? "Interrupted." : messageOf(error));
}
const clean = await shutdown.closeAll();
const { passed, failed, skipped } = addOutcomes(clean ? outcomes : [...outcomes, broken]);
console.log(`${passed} passed, ${failed} failed, ${skipped} skipped`);
process.exit(failed > 0 || passed === 0 ? 1 : 0);

async function runTests(selection: TestSelection): Promise<void> {
  const reports = makeTemporaryFolder();
  shutdown.onClose("The reports", reports.remove);
  ensureClient();
  const served = selection.kinds.some((kind) => kind !== "unit");
  const env = served ? await startApp() : { ...process.env };
  if (needsVitest(selection.kinds)) {
    outcomes.push(await runVitest(selection, env, reports.path, shutdown.signal));
  }
  if (selection.kinds.includes("e2e")) {
    const browser = { ...env, CHROMIUM_PATH: requireChromium() };
    outcomes.push(await runPlaywright(selection, browser, reports.path, shutdown.signal));
  }
}

/** The production app on throwaway services. Returns the environment that tests/support/environment.ts reads. */
async function startApp(): Promise<NodeJS.ProcessEnv> {
  const port = await findFreePort();
  const env = await startThrowawayServices(shutdown, port);
  await makeAdmin();
  if (!isBuilt()) {
    console.log("Building the app …");
    await build(shutdown.signal);
  }
  const logFile = join(projectRoot, "test-results/app.log");
  mkdirSync(join(projectRoot, "test-results"), { recursive: true });
  const log = createWriteStream(logFile);
  const onOutput = (chunk: string) => void log.write(chunk);
  const app = await startNext({
    mode: "start",
    port,
    host: "127.0.0.1",
    env,
    onOutput,
    signal: shutdown.signal,
  });
  shutdown.onClose("The app", app.stop);
  shutdown.signal.throwIfAborted();
  console.log(`The app runs at ${String(env.SIGNET_URL)}; its log is test-results/app.log`);
  return env;
}

/** Reads the environment of this process, which is the throwaway one by now. */
async function makeAdmin(): Promise<void> {
  const { ensureFirstAdmin } = await import("../users/first-admin");
  const { db } = await import("@/lib/db/client");
  await ensureFirstAdmin();
  await db().$disconnect();
}
