/** Runs once when a server process starts: says at once what is missing, bounds requests, and starts the worker where processes last. */
export async function register(): Promise<void> {
  if (process.env["NEXT_RUNTIME"] !== "nodejs") return;
  const { boundBodyTime } = await import("@/lib/http/body-deadline");
  boundBodyTime();
  const { hasInlineWorker } = await import("@/lib/env");
  if (!hasInlineWorker()) return;
  const { startWorker } = await import("@/lib/jobs/worker");
  void startWorker();
}
