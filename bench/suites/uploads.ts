/**
 * Uploading, in Chromium, against the production app on throwaway services: our engine beside bare PUTs and beside Uppy,
 * straight to the store and over lines that are capped as the world's are. The files are documents, of which no
 * pictures are made: that has a suite of its own, and would take the processors from what is measured here.
 */
import type { Shutdown } from "@/scripts/services/shutdown";
import type { Figure } from "../harness/figure";
import { runSuite } from "../harness/suite";
import { type BenchApp, startBenchApp } from "../uploads/bench-app";
import { BenchTab, launchBrowser } from "../uploads/bench-tab";
import { measureAgainstBare } from "../uploads/goals/against-bare";
import { measureLargeAgainstUppy, measureSmallAgainstUppy } from "../uploads/goals/against-uppy";
import { measureChecksums } from "../uploads/goals/checksums";
import { measureManyFiles } from "../uploads/goals/many-files";
import { measurePresigning } from "../uploads/goals/presigning";
import { countRequests } from "../uploads/goals/requests";
import { measureResume } from "../uploads/goals/resume";
import { Line, type LineOptions } from "../uploads/line";

const ROUNDS = 7;
const DELAY_MS = 25;
const MIB = 1024 ** 2;

const LINES = {
  /** Six connections come to 300 Mbit/s. */
  near: { bytesPerSecond: 6 * MIB, delayMs: DELAY_MS },
  /** A connection reaches 64 Mbit/s, and there is room for several. */
  far: { bytesPerSecond: 8 * MIB, delayMs: DELAY_MS },
  /** Six connections come to 600 Mbit/s, which is faster than the lines of most. */
  fast: { bytesPerSecond: 12 * MIB, delayMs: DELAY_MS },
} as const;

await runSuite(async (shutdown) => {
  const app = await startBenchApp(shutdown);
  return [
    await measurePresigning(ROUNDS),
    ...(await withTab(shutdown, app, null, async (tab) => [
      ...(await measureAgainstBare(app, tab, {
        over: "straight to the store",
        rounds: ROUNDS,
        note: "Browser, app, database and store share the processors: what verifying takes of them is taken from the PUTs.",
      })),
      ...(await measureSmallAgainstUppy(app, tab, ROUNDS)),
      await countRequests(app, tab),
    ])),
    ...(await withTab(shutdown, app, LINES.near, (tab) =>
      measureAgainstBare(app, tab, { over: "over 300 Mbit/s and 50 ms", rounds: ROUNDS, note: "" }),
    )),
    ...(await withTab(shutdown, app, LINES.far, (tab) =>
      measureLargeAgainstUppy(app, tab, { rounds: ROUNDS, line: "64 Mbit/s and 50 ms a connection" }),
    )),
    ...(await withTab(shutdown, app, LINES.fast, async (tab) => [
      await measureChecksums(app, tab, { rounds: ROUNDS, line: "over 600 Mbit/s" }),
    ])),
    ...(await measureDrops(app)),
    await measureResume(app),
  ];
});

/** Opens a browser whose way to the store is that line, or straight. */
async function withTab(
  shutdown: Shutdown,
  app: BenchApp,
  options: LineOptions | null,
  measure: (tab: BenchTab) => Promise<readonly Figure[]>,
): Promise<readonly Figure[]> {
  shutdown.signal.throwIfAborted();
  const line = options === null ? null : await Line.open(`http://${app.store}`, options);
  const tab = await BenchTab.open(app, line?.address);
  try {
    return await measure(tab);
  } finally {
    await tab.close();
    await line?.close();
  }
}

async function measureDrops(app: BenchApp): Promise<readonly Figure[]> {
  const browser = await launchBrowser(app.store);
  try {
    return await measureManyFiles(app, browser, ROUNDS);
  } finally {
    await browser.close();
  }
}
