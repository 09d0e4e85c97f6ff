import "server-only";
import {
  claimDeadObjects,
  type DeadObject,
  postponeRemovals,
  recordRemovalFailure,
  recordRemovals,
} from "@/lib/db/objects";
import { failpoint } from "@/lib/failpoint";
import type { ObjectKey } from "@/lib/images/object-key";
import { describeError, log } from "@/lib/log";
import type { ObjectStorage } from "@/lib/storage/object-storage";
import { s3ObjectStorage } from "@/lib/storage/s3/s3-object-storage";

const BATCH = 50;
const PARALLEL = 8;
const PING_MS = 1_000;
const AWAY_SECONDS = 30;

/**
 * Removes dead objects that are due, batch after batch, until none is left or `maxBatches` were done.
 * A failure is recorded and tried again later; it holds nothing else up. Gives how many were removed.
 */
export async function removeDeadObjects({
  storage = s3ObjectStorage,
  maxBatches = 200,
}: {
  storage?: ObjectStorage;
  maxBatches?: number;
}): Promise<number> {
  let total = 0;
  for (let batch = 0; batch < maxBatches; batch += 1) {
    const dead = await claimDeadObjects(BATCH);
    failpoint("remove.after-claim");
    const { removed, failures } = await removeAll(dead, storage);
    failpoint("remove.before-record");
    if (removed.length > 0) await recordRemovals(removed);
    failpoint("remove.after-record");
    total += removed.length;
    if (removed.length === 0 && failures.size > 0 && !(await answers(storage))) {
      // Nothing speaks against these keys, and none of them is given up for it.
      await postponeRemovals(dead, AWAY_SECONDS, "The store does not answer.");
      break;
    }
    for (const [key, reason] of failures) await recordRemovalFailure(key, reason);
    const untried = removed.length > 0 ? [] : dead.filter(({ key }) => !failures.has(key));
    if (untried.length > 0) await postponeRemovals(untried, 0, null);
    else if (dead.length < BATCH) break;
  }
  if (total > 0) log.info({ operation: "remove-dead-objects", removed: total });
  return total;
}

type Removals = { readonly removed: DeadObject[]; readonly failures: Map<ObjectKey, string> };

/** Stops early when nothing but failures comes back. */
async function removeAll(dead: readonly DeadObject[], storage: ObjectStorage): Promise<Removals> {
  const removed: DeadObject[] = [];
  const failures = new Map<ObjectKey, string>();
  const queue = dead.values();
  const work = async () => {
    for (const object of queue) {
      try {
        // Before the object: an upload that is put together meanwhile leaves it, or is gone.
        if (object.multipart) await storage.multipart.abortAll(object.key);
        failpoint("remove.after-parts");
        await storage.remove(object.key);
        failpoint("remove.after-object");
        removed.push(object);
      } catch (error) {
        failures.set(object.key, describeError(error));
        if (removed.length === 0) return;
      }
    }
  };
  await Promise.all(Array.from({ length: PARALLEL }, work));
  return { removed, failures };
}

function answers(storage: ObjectStorage): Promise<boolean> {
  return storage.ping({ signal: AbortSignal.timeout(PING_MS) }).then(
    () => true,
    () => false,
  );
}
