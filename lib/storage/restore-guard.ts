import "server-only";
import { type Epoch, judgeEpoch, parseEpoch, writeEpoch } from "@/lib/images/reconcile/restore-guard";
import type { BucketInventory } from "./bucket-inventory";
import type { CallOptions } from "./object-storage";

/** The restore guard's half that speaks to the bucket; the database's half is handed in by whoever calls. */

/** Why bucket and database do not belong together; null when they do. */
export async function findDisagreement(
  inventory: BucketInventory,
  loadOwn: () => Promise<Epoch>,
  options?: CallOptions,
): Promise<string | null> {
  const look = async () => judgeEpoch(await inventory.readEpoch(options), await loadOwn());
  // The first copy of all may have been written between the two looks of one comparison.
  return (await look()) === null ? null : look();
}

/** Moves epoch and copy on. The database comes first, so that the copy is never ahead of it. */
export async function advanceCopy(
  inventory: BucketInventory,
  own: Epoch,
  advance: (seen: Epoch) => Promise<Epoch | null>,
  options?: CallOptions,
): Promise<void> {
  const copy = await inventory.readEpoch(options);
  const behind = copy === null || (parseEpoch(copy)?.epoch ?? own.epoch) < own.epoch;
  const next = behind ? own : await advance(own);
  if (next !== null) await inventory.writeEpoch(writeEpoch(next), options);
}
