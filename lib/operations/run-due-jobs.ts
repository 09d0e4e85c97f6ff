import "server-only";
import { hasInlineWorker } from "@/lib/env";
import { drainQueue, sweepSoon } from "@/lib/jobs/worker";

/** Sweeps, and does every job that is due: for platforms where a scheduler calls instead of a worker that waits. */
export async function runDueJobs(): Promise<void> {
  await sweepSoon();
  await drainQueue();
}

/** Right after a response: does what it left to do, unless a worker in this process has it already. */
export async function kickJobs(): Promise<void> {
  if (!hasInlineWorker()) await drainQueue();
}
