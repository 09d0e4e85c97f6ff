/** The outcome of one comparison of bucket and ledger, as it is kept and shown. */
import type { Difference, FindingKind } from "./difference";

export type ReportState = "running" | "completed" | "aborted";

export type ReconcileReport = {
  readonly id: string;
  readonly state: ReportState;
  readonly startedAt: Date;
  readonly finishedAt: Date | null;
  /** Why it was aborted. */
  readonly reason: string | null;
  /** Why nothing may be removed by what it found. */
  readonly brake: string | null;
  readonly objects: number;
  readonly ledgerKeys: number;
  readonly found: Readonly<Record<FindingKind, number>>;
  /** When what it found was repaired, and how many objects and multipart uploads went by that. */
  readonly repairedAt: Date | null;
  readonly removed: number;
};

/** A difference with its history; gone as soon as a comparison does not find it any more. */
export type Finding = Difference & {
  readonly firstSeenAt: Date;
  readonly lastSeenAt: Date;
  readonly sightings: number;
};
