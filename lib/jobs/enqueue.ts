import "server-only";
import { makeWorkerUtils, type WorkerUtils } from "graphile-worker";
import { describeError, log } from "@/lib/log";
import { queueOptions } from "./queue";

let utils: Promise<WorkerUtils> | undefined;

/** Asks a worker to remove dead objects soon. */
export function enqueueObjectRemoval(): Promise<void> {
  return enqueue("remove-dead-objects");
}

/** Asks a worker to make the variants that are due. */
export function enqueueVariants(): Promise<void> {
  return enqueue("make-variants");
}

/**
 * Never fails its caller: Postgres already holds the work as rows, and the worker looks for it once a minute in any
 * case.
 */
async function enqueue(task: "remove-dead-objects" | "make-variants"): Promise<void> {
  try {
    utils ??= openQueue();
    await (await utils).addJob(task, {}, { jobKey: task });
  } catch (error) {
    utils = undefined;
    log.warn({ event: "enqueue-failed", task, error: describeError(error) });
  }
}

async function openQueue(): Promise<WorkerUtils> {
  const opened = await makeWorkerUtils(queueOptions());
  try {
    await opened.migrate();
    return opened;
  } catch (error) {
    await opened.release();
    throw error;
  }
}
