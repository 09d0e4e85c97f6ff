/** Runs once when a server process starts: says at once what is missing, bounds requests, lets connections end with the process, and starts the worker where processes last. */
export async function register(): Promise<void> {
  if (process.env["NEXT_RUNTIME"] !== "nodejs") return;
  const { boundBodyTime } = await import("@/lib/http/body-deadline");
  boundBodyTime();
  const { closeConnectionsAtTheEnd } = await import("@/lib/http/last-answers");
  closeConnectionsAtTheEnd();
  const { hasInlineWorker } = await import("@/lib/env");
  if (!hasInlineWorker()) return;
  const { startWorker } = await import("@/lib/jobs/worker");
  void startWorker();
}
