/** What the page of uploads and removals shows, and what its remedies ask for. */
import { z } from "zod";
import type { FindingKind } from "@/lib/images/reconcile/difference";
import type { ReportState } from "@/lib/images/reconcile/report";
import type { UploadState } from "@/lib/images/upload/upload";

export const expireUploadRequest = z.strictObject({ uploadId: z.uuid() });
/** Null: all of them. */
export const retryRemovalsRequest = z.strictObject({ key: z.string().min(1).max(1024).nullable() });
export const reconcileRequest = z.strictObject({ repair: z.boolean() });

export type UnfinishedUploadView = {
  readonly id: string;
  readonly filename: string;
  readonly filetype: string;
  readonly sizeBytes: number | null;
  readonly state: UploadState;
  readonly createdAt: string;
  readonly expiresAt: string;
  readonly owner: string;
};

export type ParkedRemovalView = {
  readonly key: string;
  readonly tries: number;
  readonly lastError: string | null;
  readonly parkedAt: string;
};

export type ReportView = {
  readonly id: string;
  readonly state: ReportState;
  readonly startedAt: string;
  readonly finishedAt: string | null;
  readonly reason: string | null;
  readonly brake: string | null;
  readonly objects: number;
  readonly ledgerKeys: number;
  readonly found: Readonly<Record<FindingKind, number>>;
  readonly repairedAt: string | null;
  readonly removed: number;
};

export type FindingView = {
  readonly kind: FindingKind;
  readonly key: string;
  readonly multipartUploadId: string;
  readonly firstSeenAt: string;
  readonly sightings: number;
};

/** A list that is cut off at a number of rows, and whether there are more: nobody counts them. */
export type Bounded<Row> = { readonly rows: readonly Row[]; readonly hasMore: boolean };

export type Housekeeping = {
  readonly unfinished: Bounded<UnfinishedUploadView>;
  readonly parked: Bounded<ParkedRemovalView>;
  /** The newest comparison, running or not. */
  readonly latest: ReportView | null;
  /** The newest that compared everything, and some of what it found. */
  readonly completed: ReportView | null;
  readonly findings: readonly FindingView[];
  /** How many of the unknown objects and multipart uploads the next repair may remove. */
  readonly removable: number;
  readonly graceHours: number;
  /** Why the restore guard holds everything; null when it does not. */
  readonly guard: string | null;
};
