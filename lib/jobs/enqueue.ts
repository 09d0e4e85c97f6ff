import "server-only";
import { makeWorkerUtils, type WorkerUtils } from "graphile-worker";
import { describeError, log } from "@/lib/log";
import { queueOptions } from "./queue";

let utils: Promise<WorkerUtils> | undefined;

/**
 * Asks a worker to remove dead objects soon. Never fails its caller: the ledger already holds the work, and the
 * worker looks for it once a minute in any case.
 */
export async function enqueueObjectRemoval(): Promise<void> {
  try {
    utils ??= openQueue();
    await (await utils).addJob("remove-dead-objects", {}, { jobKey: "remove-dead-objects" });
  } catch (error) {
    utils = undefined;
    log.warn({ event: "enqueue-failed", error: describeError(error) });
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
