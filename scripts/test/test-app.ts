// The app that the tests of the running product speak to.
import { createWriteStream, mkdirSync } from "node:fs";
import { join } from "node:path";
import { findFreePort } from "../../dev/ports";
import { projectRoot } from "../project-root";
import { build, isBuilt } from "../serve/build";
import { startNext } from "../serve/next-server";
import type { Shutdown } from "../services/shutdown";
import { startThrowawayServices, type StartBucketServer } from "../services/throwaway";

/** Everything that the app says. */
export const appLog = join(projectRoot, "test-results/app.log");

export interface TestApp {
  /** What tests/support/environment.ts reads. */
  env: NodeJS.ProcessEnv;
  pid: number;
}

/** The production app on throwaway services. Returns the environment that tests/support/environment.ts reads. */
export async function startTestApp(
  shutdown: Shutdown,
  startBucketServer?: StartBucketServer,
): Promise<NodeJS.ProcessEnv> {
  return (await startApp(shutdown, { startBucketServer })).env;
}

/** The same, with settings of Signet of the caller's own. */
export async function startApp(
  shutdown: Shutdown,
  {
    startBucketServer,
    settings = {},
  }: { startBucketServer?: StartBucketServer | undefined; settings?: Readonly<Record<string, string>> },
): Promise<TestApp> {
  const port = await findFreePort();
  const env = { ...(await startThrowawayServices(shutdown, port, startBucketServer)), ...settings };
  Object.assign(process.env, settings);
  await makeAdmin();
  if (!isBuilt()) {
    console.log("Building the app …");
    await build(shutdown.signal);
  }
  mkdirSync(join(projectRoot, "test-results"), { recursive: true });
  const log = createWriteStream(appLog);
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
  return { env, pid: app.pid };
}

/** Reads the environment of this process, which is the throwaway one by now. */
async function makeAdmin(): Promise<void> {
  const { ensureFirstAdmin } = await import("../users/first-admin");
  const { closeDatabase } = await import("@/lib/db/client");
  await ensureFirstAdmin();
  await closeDatabase();
}
