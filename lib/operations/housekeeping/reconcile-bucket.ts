import "server-only";
import { loadEpoch, recordGuard } from "@/lib/db/reconcile/epoch";
import { findLedgerKeys, ledgerPages, markMissingImages } from "@/lib/db/reconcile/ledger";
import {
  abortReport,
  beat,
  completeReport,
  findLatestReport,
  openReport,
  type Outcome,
} from "@/lib/db/reconcile/reports";
import { remakeMissingVariants } from "@/lib/db/variants/variant-rebuilds";
import { env } from "@/lib/env";
import { AppError } from "@/lib/errors";
import { findBrake, MAX_KEPT, type RepairLimits } from "@/lib/images/reconcile/brakes";
import {
  compare,
  type Difference,
  findDifferences,
  type ListedObject,
} from "@/lib/images/reconcile/difference";
import { type KeyPages, ListingFault } from "@/lib/images/reconcile/key-stream";
import { DifferencePile } from "@/lib/images/reconcile/pile";
import type { ReconcileReport } from "@/lib/images/reconcile/report";
import { describeError, log } from "@/lib/log";
import type { BucketInventory, ListedMultipart } from "@/lib/storage/bucket-inventory";
import { findDisagreement } from "@/lib/storage/restore-guard";
import { s3BucketInventory } from "@/lib/storage/s3/s3-bucket-inventory";

const PARALLEL = 8;
const BEAT_MS = 5_000;

export type ReconcileOutcome =
  { readonly kind: "busy" } | { readonly kind: "ended"; readonly report: ReconcileReport };

type Run = { readonly inventory: BucketInventory; readonly beat: () => Promise<void> };

/**
 * Compares the bucket with the ledger, both ways, and keeps a report of the differences. Removes nothing: it flags
 * images whose objects are missing, and takes the flag back when they are there again.
 * A listing that fails or cannot be believed aborts the comparison; then nothing is learned from it.
 */
export async function reconcileBucket({
  inventory = s3BucketInventory,
  clock = () => new Date(),
  limits = repairLimits(),
}: {
  inventory?: BucketInventory;
  clock?: () => Date;
  limits?: RepairLimits;
}): Promise<ReconcileOutcome> {
  const id = await openReport(clock());
  if (id === null) return { kind: "busy" };
  try {
    const run = { inventory, beat: everySoOften(() => beat(id)) };
    const outcome = await compareAll(run, limits);
    if (outcome.brake === null) {
      const missing = outcome.kept.filter(({ kind }) => kind === "missing_object").map(({ key }) => key);
      await markMissingImages(missing, clock());
      await remakeMissingVariants(missing);
    }
    await completeReport(id, clock(), outcome);
  } catch (error) {
    await abortReport(id, explain(error));
    log.error({ operation: "reconcile", error: describeError(error) });
  }
  const report = await findLatestReport({ id });
  if (report === null) throw new Error("The report of this comparison is gone.");
  log.info({ operation: "reconcile", state: report.state, brake: report.brake, found: report.found });
  return { kind: "ended", report };
}

function repairLimits(): RepairLimits {
  const { RECONCILE_GRACE_HOURS, RECONCILE_MAX_REMOVALS, RECONCILE_MAX_DIFFERENCE_PERCENT } = env();
  return {
    graceHours: RECONCILE_GRACE_HOURS,
    maxRemovals: RECONCILE_MAX_REMOVALS,
    maxDifferencePercent: RECONCILE_MAX_DIFFERENCE_PERCENT,
  };
}

async function compareAll(run: Run, limits: RepairLimits): Promise<Outcome> {
  const tally = { objects: 0, ledgerKeys: 0, liveKeys: 0 };
  const pile = new DifferencePile(MAX_KEPT);
  const objects = beating(run.inventory.listObjects(), run);
  for await (const difference of findDifferences(objects, ledgerPages(), tally)) pile.add(difference);
  if (tally.objects === 0 && tally.liveKeys > 0)
    throw new ListingFault(`The listing is empty, although the ledger holds ${tally.liveKeys} objects.`);
  for await (const page of beating(run.inventory.listMultipartUploads(), run))
    for (const difference of await findUnknownMultiparts(page)) pile.add(difference);
  await askAgain(pile, run);
  const disagreement = await findDisagreement(run.inventory, loadEpoch);
  await recordGuard(disagreement);
  const found = {
    unknownObjects: pile.counts.unknown_object,
    missingObjects: pile.counts.missing_object,
  };
  const brake = disagreement ?? findBrake(tally, found, limits);
  return { tally, found: pile.counts, brake, kept: pile.kept() };
}

/** An upload in parts is known by its key, until that key is live: then nothing is left to be written. */
async function findUnknownMultiparts(page: readonly ListedMultipart[]): Promise<Difference[]> {
  const known = await findLedgerKeys(page.map(({ key }) => key));
  return page
    .filter(({ key }) => (known.get(key)?.state ?? "live") === "live")
    .map(({ key, multipartUploadId, begunAt }) => ({
      kind: "unknown_multipart",
      key,
      multipartUploadId,
      sizeBytes: null,
      etag: null,
      modifiedAt: begunAt,
    }));
}

/** While both sides were read, the world went on: what is kept is looked at once more, one by one. */
async function askAgain(pile: DifferencePile, run: Run): Promise<void> {
  for (const kind of ["unknown_object", "missing_object", "changed_object"] as const) {
    const kept = pile.keptOf(kind);
    const objects = await describeAll(kept, run);
    const ledger = await findLedgerKeys(kept.map(({ key }) => key));
    const isReal = ({ key }: Difference) =>
      compare(objects.get(key) ?? null, ledger.get(key) ?? null)?.kind === kind;
    pile.retain(kind, kept.filter(isReal));
  }
}

async function describeAll(kept: readonly Difference[], run: Run): Promise<Map<string, ListedObject>> {
  const objects = new Map<string, ListedObject>();
  const queue = kept.values();
  const work = async () => {
    for (const { key } of queue) {
      const object = await run.inventory.describe(key);
      if (object !== null) objects.set(key, object);
      await run.beat();
    }
  };
  await Promise.all(Array.from({ length: PARALLEL }, work));
  return objects;
}

async function* beating<T>(pages: KeyPages<T>, run: Run): KeyPages<T> {
  for await (const page of pages) {
    await run.beat();
    yield page;
  }
}

function everySoOften(work: () => Promise<void>): () => Promise<void> {
  let last = Date.now();
  return async () => {
    if (Date.now() - last < BEAT_MS) return;
    last = Date.now();
    await work();
  };
}

/** For people: the report is shown to them. */
function explain(error: unknown): string {
  if (error instanceof ListingFault) return error.message;
  if (error instanceof AppError && error.code === "storage_unavailable")
    return "The image store did not answer, or refused to list the bucket.";
  return "Something went wrong on our side; the log tells more.";
}
