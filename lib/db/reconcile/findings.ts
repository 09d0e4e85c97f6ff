import "server-only";
import type { FindingKind } from "@/lib/images/reconcile/difference";
import type { Finding } from "@/lib/images/reconcile/report";
import { db } from "../client";

/** What the last comparison found, with when it was found first. */

const select = {
  kind: true,
  key: true,
  multipartUploadId: true,
  sizeBytes: true,
  etag: true,
  modifiedAt: true,
  firstSeenAt: true,
  lastSeenAt: true,
  sightings: true,
} as const;

type Row = Omit<Finding, "sizeBytes"> & { sizeBytes: bigint | null };

/** Up to `limit` findings, kind by kind and oldest first. */
export async function listFindings(limit: number): Promise<Finding[]> {
  const rows: Row[] = await db().reconcileFinding.findMany({
    select,
    orderBy: [{ kind: "asc" }, { firstSeenAt: "asc" }, { key: "asc" }],
    take: limit,
  });
  return rows.map(toFinding);
}

/** What a repair may remove: seen in two comparisons, the last of them `reportId`, and older than `before` in all. */
export async function findRemovable(
  kind: FindingKind,
  reportId: string,
  before: Date,
  limit: number,
): Promise<Finding[]> {
  const rows: Row[] = await db().reconcileFinding.findMany({
    select,
    where: {
      kind,
      reportId,
      sightings: { gte: 2 },
      firstSeenAt: { lte: before },
      modifiedAt: { lte: before },
    },
    orderBy: [{ firstSeenAt: "asc" }, { key: "asc" }],
    take: limit,
  });
  return rows.map(toFinding);
}

/**
 * How much of it a repair may remove once one more comparison has found it, given that what is found is that old; a
 * repair removes no more than `atMost`.
 */
export async function countRemovable(before: Date, atMost: number): Promise<number> {
  const kind = { in: ["unknown_object", "unknown_multipart"] } satisfies { in: FindingKind[] };
  const rows = await db().reconcileFinding.findMany({
    select: { kind: true },
    where: { kind, firstSeenAt: { lte: before }, modifiedAt: { lte: before } },
    take: atMost,
  });
  return rows.length;
}

/** After the removal of what was found. */
export async function forgetFindings(kind: FindingKind, keys: readonly string[]): Promise<void> {
  await db().reconcileFinding.deleteMany({ where: { kind, key: { in: [...keys] } } });
}

function toFinding(row: Row): Finding {
  return { ...row, sizeBytes: row.sizeBytes === null ? null : Number(row.sizeBytes) };
}
