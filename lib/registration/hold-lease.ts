import "server-only";
import { renewLease } from "@/lib/db/uploads/handed-over";
import { inProgress } from "./upload-answers";
import type { Attempt, Context } from "./registration";

const RENEW_MS = 15_000;

/**
 * Runs what may take longer than a lease, which a job renews meanwhile; `held.signal` ends the work when it was lost.
 * A request ends before its lease does.
 */
export async function holdLease<T>(
  { upload, token }: Attempt,
  context: Context,
  work: (held: Context) => Promise<T>,
): Promise<T> {
  if (context.as === "request") return work(context);
  const lost = new AbortController();
  const timer = setInterval(() => {
    // A database that is away for a moment is no loss: until the lease ends, nobody else has it.
    void renewLease(upload.id, token).then(
      (isOurs) => isOurs || lost.abort(inProgress("Another attempt has taken over.")),
      () => undefined,
    );
  }, RENEW_MS);
  try {
    return await work({ ...context, signal: AbortSignal.any([context.signal, lost.signal]) });
  } finally {
    clearInterval(timer);
  }
}
