import "server-only";
import { translateDatabaseError } from "@/lib/db/database-error";
import { hasInlineWorker } from "@/lib/env";
import { enqueueReconcile } from "@/lib/jobs/enqueue";
import { drainQueue, sweepSoon } from "@/lib/jobs/worker";

/** Sweeps, and does every job that is due: for platforms where a scheduler calls instead of a worker that waits. */
export async function runDueJobs(): Promise<void> {
  try {
    await sweepSoon();
    await drainQueue();
  } catch (error) {
    throw translateDatabaseError(error);
  }
}

/** Compares bucket and ledger: the nightly job of platforms without a worker. Needs as long as the listing takes. */
export async function reconcileNow(): Promise<void> {
  await enqueueReconcile(false);
  await drainQueue();
}

/** Right after a response: does what it left to do, unless a worker in this process has it already. */
export async function kickJobs(): Promise<void> {
  if (!hasInlineWorker()) await drainQueue();
}
