import "server-only";
import { translateDatabaseError } from "@/lib/db/database-error";
import { hasInlineWorker } from "@/lib/env";
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

/** Right after a response: does what it left to do, unless a worker in this process has it already. */
export async function kickJobs(): Promise<void> {
  if (!hasInlineWorker()) await drainQueue();
}
