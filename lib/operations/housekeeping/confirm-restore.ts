import "server-only";
import { renewLineage } from "@/lib/db/reconcile/epoch";
import { writeEpoch } from "@/lib/images/reconcile/restore-guard";
import { log } from "@/lib/log";
import type { BucketInventory } from "@/lib/storage/bucket-inventory";
import { s3BucketInventory } from "@/lib/storage/s3/s3-bucket-inventory";

/**
 * A person says that this database and this bucket belong together from now on, after one of them was restored or
 * exchanged. What the database does not know becomes removable then, after its grace.
 * @throws AppError `storage_unavailable`; the guard holds on then
 */
export async function confirmRestore({
  inventory = s3BucketInventory,
}: {
  inventory?: BucketInventory;
}): Promise<void> {
  // A new lineage first: until the bucket has it, the guard holds.
  await inventory.writeEpoch(writeEpoch(await renewLineage()));
  log.warn({ operation: "confirm-restore" });
}
