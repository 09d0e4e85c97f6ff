/** What a list of uploads comes to: counts of all of it, and bytes of the present run (from idle to idle). */
import { isActive, isDuplicate, isRetryable, type UploadItem } from "../engine/upload-item";

export type Counts = {
  readonly all: number;
  readonly active: number;
  readonly done: number;
  /** Failed or refused, duplicates not among them. */
  readonly failed: number;
  readonly retryable: number;
  readonly duplicates: number;
  readonly cancelled: number;
};

export type RunTotals = {
  /** Of everything in the list. */
  readonly list: Counts;
  /** Of the present run, or of the last one while idle. */
  readonly run: Counts;
  /** Bytes of the run, of what is under way or done; what ended otherwise counts with what it had sent. */
  readonly totalBytes: number;
  /** Never falls within a run. */
  readonly sentBytes: number;
  /** Bytes that must still be sent; a retry sends its file's bytes again. */
  readonly remainingBytes: number;
  readonly uploading: number;
};

/** Adds up a list; `run` is the number of the present run. */
export function addUp(items: readonly UploadItem[], run: number): RunTotals {
  const list = emptyCounts();
  const ofRun = emptyCounts();
  const bytes = { totalBytes: 0, sentBytes: 0, remainingBytes: 0, uploading: 0 };
  for (const item of items) {
    count(list, item);
    if (item.run !== run) continue;
    count(ofRun, item);
    const isCounted = isActive(item) || item.stage.name === "done";
    bytes.totalBytes += isCounted ? item.sizeBytes : item.reachedBytes;
    bytes.sentBytes += item.stage.name === "done" ? item.sizeBytes : item.reachedBytes;
    bytes.remainingBytes += remainingOf(item);
    if (item.stage.name === "uploading") bytes.uploading += 1;
  }
  return { list, run: ofRun, ...bytes };
}

function remainingOf(item: UploadItem): number {
  const { name } = item.stage;
  if (name === "uploading") return Math.max(0, item.sizeBytes - item.stage.sentBytes);
  return isActive(item) && name !== "registering" ? item.sizeBytes : 0;
}

type Tally = { -readonly [Key in keyof Counts]: number };

function emptyCounts(): Tally {
  return { all: 0, active: 0, done: 0, failed: 0, retryable: 0, duplicates: 0, cancelled: 0 };
}

function count(tally: Tally, item: UploadItem): void {
  tally.all += 1;
  const { name } = item.stage;
  if (isActive(item)) tally.active += 1;
  else if (isDuplicate(item)) tally.duplicates += 1;
  else if (name === "failed") tally.failed += 1;
  else if (name === "done") tally.done += 1;
  else tally.cancelled += 1;
  if (name === "failed" && isRetryable(item)) tally.retryable += 1;
}
