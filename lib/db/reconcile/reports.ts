import "server-only";
import type { Difference, FindingKind, Tally } from "@/lib/images/reconcile/difference";
import type { ReconcileReport, ReportState } from "@/lib/images/reconcile/report";
import { db } from "../client";
import { isUniqueViolation } from "../database-error";

/** The reports of reconciling. One runs at a time: the running one holds a slot, and loses it when it stands still. */

const KEPT_REPORTS = 100;

/** The id of a new report, or null while another comparison runs. */
export async function openReport(now: Date): Promise<string | null> {
  await db().$executeRaw`
    UPDATE "ReconcileReport" SET "state" = 'aborted', "slot" = NULL, "finishedAt" = now(),
      "reason" = 'The process that ran it was stopped.'
    WHERE "slot" = 1 AND "heartbeatAt" < now() - interval '2 minutes'`;
  try {
    const { id } = await db().reconcileReport.create({
      data: { slot: 1, startedAt: now },
      select: { id: true },
    });
    return id;
  } catch (error) {
    if (isUniqueViolation(error)) return null;
    throw error;
  }
}

/** Says that the comparison is alive. @throws when it has lost its slot to another */
export async function beat(id: string): Promise<void> {
  const alive = await db().$executeRaw`
    UPDATE "ReconcileReport" SET "heartbeatAt" = now() WHERE "id" = ${id}::uuid AND "slot" = 1`;
  if (alive === 0) throw new Error("This comparison stood still, and another one has taken its place.");
}

export async function abortReport(id: string, reason: string): Promise<void> {
  await db().$executeRaw`
    UPDATE "ReconcileReport" SET "state" = 'aborted', "slot" = NULL, "finishedAt" = now(), "reason" = ${reason}
    WHERE "id" = ${id}::uuid AND "slot" = 1`;
}

export type Outcome = {
  readonly tally: Tally;
  readonly found: Readonly<Record<FindingKind, number>>;
  readonly brake: string | null;
  /** What is kept of the differences: the counts may be larger. */
  readonly kept: readonly Difference[];
};

/** Ends a comparison: its report and its findings in one transaction. What it did not find again is forgotten. */
export async function completeReport(id: string, now: Date, outcome: Outcome): Promise<void> {
  const { tally, found, brake } = outcome;
  await db().$transaction([
    db().reconcileReport.update({
      where: { id, slot: 1 },
      data: {
        state: "completed",
        slot: null,
        finishedAt: now,
        brake,
        objects: tally.objects,
        ledgerKeys: tally.ledgerKeys,
        unknownObjects: found.unknown_object,
        outsideObjects: found.outside_object,
        missingObjects: found.missing_object,
        changedObjects: found.changed_object,
        overdueRemovals: found.overdue_removal,
        overdueIntents: found.overdue_intent,
        unknownMultiparts: found.unknown_multipart,
      },
      select: { id: true },
    }),
    // An object that was written anew is another one, and is seen for the first time.
    db().$executeRaw`
      INSERT INTO "ReconcileFinding" AS f ("kind", "key", "multipartUploadId", "sizeBytes", "etag", "modifiedAt",
        "firstSeenAt", "lastSeenAt", "reportId")
      SELECT n."kind"::"FindingKind", n."key", n."multipartUploadId", n."sizeBytes", n."etag", n."modifiedAt",
        ${now}::timestamptz, ${now}::timestamptz, ${id}::uuid
      FROM jsonb_to_recordset(${JSON.stringify(outcome.kept)}::jsonb) AS n("kind" text, "key" text,
        "multipartUploadId" text, "sizeBytes" bigint, "etag" text, "modifiedAt" timestamptz(3))
      ON CONFLICT ("kind", "key", "multipartUploadId") DO UPDATE SET
        "sightings" = CASE WHEN f."etag" IS NOT DISTINCT FROM EXCLUDED."etag" THEN f."sightings" + 1 ELSE 1 END,
        "firstSeenAt" = CASE WHEN f."etag" IS NOT DISTINCT FROM EXCLUDED."etag" THEN f."firstSeenAt"
          ELSE EXCLUDED."firstSeenAt" END,
        "sizeBytes" = EXCLUDED."sizeBytes", "etag" = EXCLUDED."etag", "modifiedAt" = EXCLUDED."modifiedAt",
        "lastSeenAt" = EXCLUDED."lastSeenAt", "reportId" = EXCLUDED."reportId"`,
    db().$executeRaw`DELETE FROM "ReconcileFinding" WHERE "reportId" <> ${id}::uuid`,
    db().$executeRaw`
      DELETE FROM "ReconcileReport" WHERE "state" <> 'running' AND "startedAt" < (
        SELECT "startedAt" FROM "ReconcileReport" ORDER BY "startedAt" DESC OFFSET ${KEPT_REPORTS} LIMIT 1)`,
  ]);
}

/** Lets one repair follow a report, once and only when nothing held it. False: none may. */
export async function claimRepair(id: string, now: Date): Promise<boolean> {
  const claimed = await db().$executeRaw`
    UPDATE "ReconcileReport" SET "repairedAt" = ${now}
    WHERE "id" = ${id}::uuid AND "state" = 'completed' AND "brake" IS NULL AND "repairedAt" IS NULL
      AND NOT EXISTS (SELECT FROM "BucketEpoch" WHERE "reason" IS NOT NULL)`;
  return claimed > 0;
}

export async function countRemoval(id: string, removed: number): Promise<void> {
  await db().$executeRaw`
    UPDATE "ReconcileReport" SET "removed" = "removed" + ${removed} WHERE "id" = ${id}::uuid`;
}

const select = {
  id: true,
  state: true,
  startedAt: true,
  finishedAt: true,
  reason: true,
  brake: true,
  objects: true,
  ledgerKeys: true,
  repairedAt: true,
  removed: true,
  unknownObjects: true,
  outsideObjects: true,
  missingObjects: true,
  changedObjects: true,
  overdueRemovals: true,
  overdueIntents: true,
  unknownMultiparts: true,
} as const;

/** The newest report of those that `where` picks. */
export async function findLatestReport(
  where: { readonly id?: string; readonly state?: ReportState } = {},
): Promise<ReconcileReport | null> {
  const row = await db().reconcileReport.findFirst({ where, select, orderBy: { startedAt: "desc" } });
  if (row === null) return null;
  const { id, state, startedAt, finishedAt, reason, brake, objects, ledgerKeys, repairedAt, removed } = row;
  const found = {
    unknown_object: row.unknownObjects,
    outside_object: row.outsideObjects,
    missing_object: row.missingObjects,
    changed_object: row.changedObjects,
    overdue_removal: row.overdueRemovals,
    overdue_intent: row.overdueIntents,
    unknown_multipart: row.unknownMultiparts,
  };
  return { id, state, startedAt, finishedAt, reason, brake, objects, ledgerKeys, found, repairedAt, removed };
}
