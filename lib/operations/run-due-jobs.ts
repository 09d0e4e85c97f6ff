import "server-only";
import { drainQueue } from "@/lib/jobs/worker";

/** Sweeps, and does every job that is due: for platforms where a scheduler calls instead of a worker that waits. */
export async function runDueJobs(): Promise<void> {
  await drainQueue();
}
