import "server-only";
import { unparkRemovals } from "@/lib/db/housekeeping";
import type { AdminViewer } from "@/lib/images/viewer";
import { enqueueObjectRemoval } from "@/lib/jobs/enqueue";

/** Tries removals again that were given up: of one key, or of all. Gives how many there are. */
export async function retryRemovals({
  viewer,
  key,
}: {
  viewer: AdminViewer;
  key: string | null;
}): Promise<number> {
  const count = await unparkRemovals(viewer, key);
  await enqueueObjectRemoval();
  return count;
}
