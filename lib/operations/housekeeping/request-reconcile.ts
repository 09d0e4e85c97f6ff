import "server-only";
import type { AdminViewer } from "@/lib/images/viewer";
import { enqueueReconcile } from "@/lib/jobs/enqueue";
import { log } from "@/lib/log";

/** Has a worker compare bucket and ledger now, and remove what it may when `repair` is wanted. */
export async function requestReconcile({
  viewer,
  repair,
}: {
  viewer: AdminViewer;
  repair: boolean;
}): Promise<void> {
  await enqueueReconcile(repair);
  log.info({ operation: "request-reconcile", repair, viewer: viewer.id });
}
