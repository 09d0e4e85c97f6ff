import "server-only";
import { makeWorkerUtils, run, type Runner, runOnce } from "graphile-worker";
import { describeError, log } from "@/lib/log";
import { expectOriginals } from "@/lib/variants/variant-makers";
import { queueOptions } from "./queue";
import { CRONTAB, TASKS } from "./tasks";

// Two lanes for reading large objects, and as many for all the rest.
const CONCURRENCY = 4;
const RETRY_MS = 5_000;

/** Runs jobs inside this process until it ends; starts anew whenever it stops, since nobody asks it to. */
export async function startWorker(): Promise<never> {
  expectOriginals();
  for (;;) {
    try {
      const runner: Runner = await run({
        ...queueOptions(),
        // With these, what became of a job is told again when the database was away; else it stays locked for hours.
        preset: { worker: { completeJobBatchDelay: 0, failJobBatchDelay: 0 } },
        taskList: TASKS,
        crontab: CRONTAB,
        concurrency: CONCURRENCY,
        noHandleSignals: true,
      });
      // Settles well also when an error has stopped it.
      await runner.promise;
      log.warn({ event: "worker-stopped" });
    } catch (error) {
      log.warn({ event: "worker-stopped", error: describeError(error) });
    }
    await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
  }
}

/** Does what is due and returns. */
export async function drainQueue(): Promise<void> {
  await runOnce({ ...queueOptions(), taskList: TASKS, concurrency: CONCURRENCY, noHandleSignals: true });
}

/** Puts a sweep and a look for variants to make into the queue, which is installed when it is not there yet. */
export async function sweepSoon(): Promise<void> {
  const utils = await makeWorkerUtils(queueOptions());
  try {
    await utils.migrate();
    for (const task of ["sweep-uploads", "make-variants", "keep-revocations"])
      await utils.addJob(task, {}, { jobKey: task });
  } finally {
    await utils.release();
  }
}
