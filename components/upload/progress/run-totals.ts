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
  const totals = new RunningTotals();
  totals.beginRun(run);
  for (const item of items) totals.add(item);
  return totals.read();
}

/** The totals of a list that changes, kept as it does: adding up ten thousand items ten times a second is felt. */
export class RunningTotals {
  #presentRun = 0;
  #list = noCounts();
  #run = noCounts();
  #bytes = noBytes();

  /** Items with this number, of which there are none yet, are from now on those of the present run. */
  beginRun(run: number): void {
    this.#presentRun = run;
    this.#run = noCounts();
    this.#bytes = noBytes();
  }

  add(item: UploadItem): void {
    this.#count(item, 1);
  }

  /** Takes an item away as it was when it was added. */
  remove(item: UploadItem): void {
    this.#count(item, -1);
  }

  /** How many items of the list are active. */
  get active(): number {
    return this.#list.active;
  }

  read(): RunTotals {
    return { list: { ...this.#list }, run: { ...this.#run }, ...this.#bytes };
  }

  #count(item: UploadItem, sign: Sign): void {
    count(this.#list, item, sign);
    if (item.run !== this.#presentRun) return;
    count(this.#run, item, sign);
    weigh(this.#bytes, item, sign);
  }
}

type Sign = 1 | -1;
type Tally<Of> = { -readonly [Key in keyof Of]: number };

function noCounts(): Tally<Counts> {
  return { all: 0, active: 0, done: 0, failed: 0, retryable: 0, duplicates: 0, cancelled: 0 };
}

function noBytes(): Tally<Omit<RunTotals, "list" | "run">> {
  return { totalBytes: 0, sentBytes: 0, remainingBytes: 0, uploading: 0 };
}

function count(tally: Tally<Counts>, item: UploadItem, sign: Sign): void {
  tally.all += sign;
  const { name } = item.stage;
  if (isActive(item)) tally.active += sign;
  else if (isDuplicate(item)) tally.duplicates += sign;
  else if (name === "failed") tally.failed += sign;
  else if (name === "done") tally.done += sign;
  else tally.cancelled += sign;
  if (name === "failed" && isRetryable(item)) tally.retryable += sign;
}

function weigh(tally: ReturnType<typeof noBytes>, item: UploadItem, sign: Sign): void {
  const isDone = item.stage.name === "done";
  tally.totalBytes += sign * (isDone || isActive(item) ? item.sizeBytes : item.reachedBytes);
  tally.sentBytes += sign * (isDone ? item.sizeBytes : item.reachedBytes);
  tally.remainingBytes += sign * remainingOf(item);
  if (item.stage.name === "uploading") tally.uploading += sign;
}

function remainingOf(item: UploadItem): number {
  const { name } = item.stage;
  if (name === "uploading") return Math.max(0, item.sizeBytes - item.stage.sentBytes);
  return isActive(item) && name !== "registering" ? item.sizeBytes : 0;
}
