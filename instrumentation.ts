/** Runs once when a server process starts: says at once what is missing, and starts the worker where processes live. */
export async function register(): Promise<void> {
  if (process.env["NEXT_RUNTIME"] !== "nodejs" || process.env["NEXT_PHASE"] === "phase-production-build")
    return;
  const { env } = await import("@/lib/env");
  const { INLINE_WORKER, VERCEL } = env();
  // A platform without lasting processes calls the cron route instead.
  if (INLINE_WORKER ?? VERCEL === undefined) {
    const { startWorker } = await import("@/lib/jobs/worker");
    void startWorker();
  }
}
