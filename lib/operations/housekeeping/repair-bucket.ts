import "server-only";
import { findRemovable, forgetFindings } from "@/lib/db/reconcile/findings";
import { adoptAsDead, findLedgerKeys } from "@/lib/db/reconcile/ledger";
import { claimRepair, countRemoval } from "@/lib/db/reconcile/reports";
import { env } from "@/lib/env";
import { isOwnKey } from "@/lib/images/object-key";
import type { Finding, ReconcileReport } from "@/lib/images/reconcile/report";
import { enqueueObjectRemoval } from "@/lib/jobs/enqueue";
import { log } from "@/lib/log";
import type { BucketInventory } from "@/lib/storage/bucket-inventory";
import { s3BucketInventory } from "@/lib/storage/s3/s3-bucket-inventory";

const BATCH = 50;
const HOUR_MS = 3_600_000;

type Limits = { readonly graceHours: number; readonly maxRemovals: number };

/**
 * Removes what a comparison found in the bucket and nobody knows: only under our own prefixes, only what two
 * comparisons found and what is older than the grace period, and each only after ledger and store were asked again.
 * Objects go by way of the ledger, as dead keys: the worker removes them, and nothing can claim their keys meanwhile.
 * Gives how many objects and multipart uploads were let go of; none when a brake holds the report.
 */
export async function repairBucket({
  report,
  inventory = s3BucketInventory,
  clock = () => new Date(),
  limits = { graceHours: env().RECONCILE_GRACE_HOURS, maxRemovals: env().RECONCILE_MAX_REMOVALS },
}: {
  report: Pick<ReconcileReport, "id">;
  inventory?: BucketInventory;
  clock?: () => Date;
  limits?: Limits;
}): Promise<number> {
  if (!(await claimRepair(report.id, clock()))) return 0;
  const before = new Date(clock().getTime() - limits.graceHours * HOUR_MS);
  let removed = 0;
  const objects = await findRemovable("unknown_object", report.id, before, limits.maxRemovals);
  for (let at = 0; at < objects.length; at += BATCH) {
    const taken = await takeObjects(objects.slice(at, at + BATCH), before, inventory);
    await countRemoval(report.id, taken);
    removed += taken;
  }
  if (removed > 0) await enqueueObjectRemoval();
  const room = limits.maxRemovals - removed;
  for (const upload of await findRemovable("unknown_multipart", report.id, before, room)) {
    if (!(await endMultipart(upload, inventory))) continue;
    await countRemoval(report.id, 1);
    removed += 1;
  }
  log.info({ operation: "repair", removed });
  return removed;
}

/** How many of a batch were still there, still as old and still known to nobody. */
async function takeObjects(
  batch: readonly Finding[],
  before: Date,
  inventory: BucketInventory,
): Promise<number> {
  const checked = await Promise.all(
    batch.map(async (finding) => {
      const object = await inventory.describe(finding.key);
      return isOwnKey(finding.key) && object !== null && object.modifiedAt <= before;
    }),
  );
  const old = batch.filter((_finding, at) => checked[at] === true).map(({ key }) => key);
  const taken = await adoptAsDead(old);
  await forgetFindings("unknown_object", taken);
  return taken.length;
}

async function endMultipart(upload: Finding, inventory: BucketInventory): Promise<boolean> {
  const known = (await findLedgerKeys([upload.key])).get(upload.key);
  if (!isOwnKey(upload.key) || (known !== undefined && known.state !== "live")) return false;
  await inventory.abortMultipart(upload);
  await forgetFindings("unknown_multipart", [upload.key]);
  return true;
}
