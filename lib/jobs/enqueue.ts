import "server-only";
import { makeWorkerUtils, type TaskSpec, type WorkerUtils } from "graphile-worker";
import { AppError } from "@/lib/errors";
import { describeError, log } from "@/lib/log";
import { queueOptions } from "./queue";

let utils: Promise<WorkerUtils> | undefined;

/** Asks a worker to remove dead objects soon. */
export function enqueueObjectRemoval(): Promise<void> {
  return enqueueRecorded("remove-dead-objects");
}

/** Asks a worker to keep the promises of revocation that are due. */
export function enqueueRevocations(): Promise<void> {
  return enqueueRecorded("keep-revocations");
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
 * Asks a worker to go on with a registration that was handed over. Two lanes: reading one large object must not keep
 * all others waiting, nor many of them the rest of the work.
 */
export function enqueueRegistration(uploadId: string): Promise<void> {
  const lane = parseInt(uploadId.slice(0, 1), 16) % 2;
  const jobKey = `finish-registration:${uploadId}`;
  return enqueueRecorded("finish-registration", { uploadId }, { jobKey, queueName: `registrations-${lane}` });
}

/**
 * Never fails its caller: Postgres already holds the work as rows, and the worker looks for it once a minute in any
 * case.
 */
async function enqueueRecorded(
  task: "remove-dead-objects" | "make-variants" | "keep-revocations" | "finish-registration",
  payload: object = {},
  spec: TaskSpec = {},
): Promise<void> {
  try {
    await enqueue(task, payload, spec);
  } catch (error) {
    log.warn({ event: "enqueue-failed", task, error: describeError(error) });
  }
}

async function enqueue(task: string, payload: object, spec: TaskSpec = {}): Promise<void> {
  try {
    utils ??= openQueue();
    await (await utils).addJob(task, payload, { jobKey: task, ...spec });
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
