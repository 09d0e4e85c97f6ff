import "server-only";
import type { Housekeeping, ReportView } from "@/lib/contracts/housekeeping";
import { listParkedRemovals, listUnfinishedUploads } from "@/lib/db/housekeeping";
import { findGuardState } from "@/lib/db/reconcile/epoch";
import { countRemovable, listFindings } from "@/lib/db/reconcile/findings";
import { findLatestReport } from "@/lib/db/reconcile/reports";
import { env } from "@/lib/env";
import type { ReconcileReport } from "@/lib/images/reconcile/report";
import type { AdminViewer } from "@/lib/images/viewer";

const MAX_ROWS = 50;
const MAX_FINDINGS = 200;
const HOUR_MS = 3_600_000;

/** Uploads that never finished, removals that were given up, and the last comparison of bucket and ledger. */
export async function showHousekeeping({
  now = new Date(),
}: {
  viewer: AdminViewer;
  now?: Date;
}): Promise<Housekeeping> {
  const { RECONCILE_GRACE_HOURS: graceHours, RECONCILE_MAX_REMOVALS } = env();
  const [unfinished, parked, latest, completed, findings, removable, guard] = await Promise.all([
    listUnfinishedUploads(MAX_ROWS),
    listParkedRemovals(MAX_ROWS),
    findLatestReport(),
    findLatestReport({ state: "completed" }),
    listFindings(MAX_FINDINGS),
    countRemovable(new Date(now.getTime() - graceHours * HOUR_MS), RECONCILE_MAX_REMOVALS),
    findGuardState(),
  ]);
  return {
    unfinished: {
      hasMore: unfinished.hasMore,
      rows: unfinished.rows.map(({ ownerEmail, createdAt, expiresAt, ...upload }) => ({
        ...upload,
        owner: ownerEmail,
        createdAt: createdAt.toISOString(),
        expiresAt: expiresAt.toISOString(),
      })),
    },
    parked: {
      hasMore: parked.hasMore,
      rows: parked.rows.map((row) => ({ ...row, parkedAt: row.parkedAt.toISOString() })),
    },
    latest: latest && toView(latest),
    completed: completed && toView(completed),
    findings: findings.map(({ kind, key, multipartUploadId, firstSeenAt, sightings }) => ({
      kind,
      key,
      multipartUploadId,
      firstSeenAt: firstSeenAt.toISOString(),
      sightings,
    })),
    removable,
    graceHours,
    guard: guard.reason,
  };
}

function toView(report: ReconcileReport): ReportView {
  const { startedAt, finishedAt, repairedAt, ...rest } = report;
  return {
    ...rest,
    startedAt: startedAt.toISOString(),
    finishedAt: finishedAt?.toISOString() ?? null,
    repairedAt: repairedAt?.toISOString() ?? null,
  };
}
