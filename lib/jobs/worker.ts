import "server-only";
import { makeWorkerUtils, run, type Runner, runOnce } from "graphile-worker";
import { describeError, log } from "@/lib/log";
import { queueOptions } from "./queue";
import { CRONTAB, TASKS } from "./tasks";

const RETRY_MS = 5_000;

/** Runs jobs inside this process until it ends; starts anew when the database was away. */
export async function startWorker(): Promise<void> {
  for (;;) {
    try {
      const runner: Runner = await run({
        ...queueOptions(),
        taskList: TASKS,
        crontab: CRONTAB,
        concurrency: 2,
        noHandleSignals: true,
      });
      await runner.promise;
      return;
    } catch (error) {
      log.warn({ event: "worker-stopped", error: describeError(error) });
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
    }
  }
}

/** Does what is due and returns. */
export async function drainQueue(): Promise<void> {
  await runOnce({ ...queueOptions(), taskList: TASKS, concurrency: 2, noHandleSignals: true });
}

/** Puts a sweep into the queue, which is installed when it is not there yet. */
export async function sweepSoon(): Promise<void> {
  const utils = await makeWorkerUtils(queueOptions());
  try {
    await utils.migrate();
    await utils.addJob("sweep-uploads", {}, { jobKey: "sweep-uploads" });
  } finally {
    await utils.release();
  }
}
