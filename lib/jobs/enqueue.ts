import "server-only";
import { makeWorkerUtils, type WorkerUtils } from "graphile-worker";
import { AppError } from "@/lib/errors";
import { describeError, log } from "@/lib/log";
import { queueOptions } from "./queue";

let utils: Promise<WorkerUtils> | undefined;

/** Asks a worker to remove dead objects soon. */
export function enqueueObjectRemoval(): Promise<void> {
  return enqueueRecorded("remove-dead-objects");
}

/** Asks a worker to make the variants that are due. */
export function enqueueVariants(): Promise<void> {
  return enqueueRecorded("make-variants");
}

/**
 * Asks a worker to compare bucket and ledger now, and to repair what it finds if so wanted.
 * @throws AppError `database_unavailable` when the queue does not take it
 */
export async function enqueueReconcile(repair: boolean): Promise<void> {
  try {
    await enqueue("reconcile", { repair });
  } catch (error) {
    throw new AppError("database_unavailable", { cause: error, retryAfterSeconds: 2 });
  }
}

/**
 * Never fails its caller: Postgres already holds the work as rows, and the worker looks for it once a minute in any
 * case.
 */
async function enqueueRecorded(task: "remove-dead-objects" | "make-variants"): Promise<void> {
  try {
    await enqueue(task, {});
  } catch (error) {
    log.warn({ event: "enqueue-failed", task, error: describeError(error) });
  }
}

async function enqueue(task: string, payload: object): Promise<void> {
  try {
    utils ??= openQueue();
    await (await utils).addJob(task, payload, { jobKey: task });
  } catch (error) {
    utils = undefined;
    throw error;
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
