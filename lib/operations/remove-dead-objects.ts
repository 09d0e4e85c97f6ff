import "server-only";
import { claimDeadObjects, type DeadObject, recordRemovalFailure, recordRemovals } from "@/lib/db/objects";
import { describeError, log } from "@/lib/log";
import type { ObjectStorage } from "@/lib/storage/object-storage";
import { s3ObjectStorage } from "@/lib/storage/s3-object-storage";

const BATCH = 50;
const PARALLEL = 8;

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
    const removed = await removeAll(dead, storage);
    if (removed.length > 0) await recordRemovals(removed);
    total += removed.length;
    // A batch that failed as a whole means that the store is away: the rest waits for its next time.
    if (dead.length < BATCH || removed.length === 0) break;
  }
  if (total > 0) log.info({ operation: "remove-dead-objects", removed: total });
  return total;
}

async function removeAll(dead: readonly DeadObject[], storage: ObjectStorage): Promise<DeadObject[]> {
  const removed: DeadObject[] = [];
  const queue = dead.values();
  const work = async () => {
    for (const object of queue) {
      try {
        await storage.remove(object.key);
        removed.push(object);
      } catch (error) {
        await recordRemovalFailure(object.key, describeError(error));
      }
    }
  };
  await Promise.all(Array.from({ length: PARALLEL }, work));
  return removed;
}
