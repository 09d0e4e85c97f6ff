import "server-only";
import { abandonStaleUploads } from "@/lib/db/objects";
import { advanceEpoch, loadEpoch, recordGuard } from "@/lib/db/reconcile/epoch";
import { AppError } from "@/lib/errors";
import { log } from "@/lib/log";
import type { BucketInventory } from "@/lib/storage/bucket-inventory";
import { advanceCopy, findDisagreement } from "@/lib/storage/restore-guard";
import { s3BucketInventory } from "@/lib/storage/s3/s3-bucket-inventory";

/** `held`: why nothing was let go of, null when all was well. `storeAway`: because the bucket did not answer. */
export type Sweep = { readonly expired: number; readonly held: string | null; readonly storeAway: boolean };

const GUARD_MS = 1_500;

/**
 * Lets go of uploads that nobody registered in time and of attempts that stalled, up to `maxUploads` at once.
 * Does nothing while the bucket does not answer, or when the restore guard says that database and bucket do not belong
 * together: what an old database takes for abandoned may have been registered since.
 */
export async function sweepUploads({
  maxUploads = 1_000,
  inventory = s3BucketInventory,
}: {
  maxUploads?: number;
  inventory?: BucketInventory;
}): Promise<Sweep> {
  try {
    const options = { signal: AbortSignal.timeout(GUARD_MS) };
    const held = await findDisagreement(inventory, loadEpoch, options);
    await recordGuard(held);
    if (held !== null) {
      log.error({ operation: "sweep-uploads", held });
      return { expired: 0, held, storeAway: false };
    }
    const own = await loadEpoch();
    if (!own.settled) await advanceCopy(inventory, own, advanceEpoch, options);
  } catch (error) {
    if (!(error instanceof AppError && error.code === "storage_unavailable")) throw error;
    return { expired: 0, held: "The image store does not answer.", storeAway: true };
  }
  const expired = await abandonStaleUploads(maxUploads);
  if (expired > 0) log.info({ operation: "sweep-uploads", expired });
  return { expired, held: null, storeAway: false };
}
