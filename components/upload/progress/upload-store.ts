/** The engine as React sees it (`useSyncExternalStore`): an immutable snapshot, made anew ten times a second at most. */
import type { Clock } from "../engine/clock";
import type { UploadEngine } from "../engine/upload-engine";
import { isActive, type UploadItem } from "../engine/upload-item";
import type { RememberedUpload } from "../memory/upload-memory";
import { addUp, type RunTotals } from "./run-totals";

const MIN_INTERVAL_MS = 100;

export type UploadSnapshot = {
  readonly items: readonly UploadItem[];
  /** Of an earlier visit. */
  readonly unfinished: readonly RememberedUpload[];
  /** The ids of those among them that need no file any more. */
  readonly finishing: ReadonlySet<string>;
  readonly totals: RunTotals;
  readonly bytesPerSecond: number | null;
  readonly secondsLeft: number | null;
  readonly isOnline: boolean;
};

export const EMPTY_SNAPSHOT: UploadSnapshot = {
  items: [],
  unfinished: [],
  finishing: new Set(),
  totals: addUp([], 0),
  bytesPerSecond: null,
  secondsLeft: null,
  isOnline: true,
};

export class UploadStore {
  readonly #clock: Clock;
  readonly #read: () => UploadSnapshot;
  readonly #listeners = new Set<() => void>();
  #snapshot = EMPTY_SNAPSHOT;
  #publishedAt = Number.NEGATIVE_INFINITY;
  #isScheduled = false;

  constructor(clock: Clock, read: () => UploadSnapshot) {
    this.#clock = clock;
    this.#read = read;
  }

  /** Something changed; whoever listens learns of it within a tenth of a second. */
  readonly touch = (): void => {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    const wait = Math.max(0, this.#publishedAt + MIN_INTERVAL_MS - this.#clock.now());
    this.#clock.after(Math.min(wait, MIN_INTERVAL_MS), () => this.#publish());
  };

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly snapshot = (): UploadSnapshot => this.#snapshot;

  #publish(): void {
    this.#isScheduled = false;
    this.#publishedAt = this.#clock.now();
    this.#snapshot = this.#read();
    for (const listener of this.#listeners) listener();
  }
}

/** Whether its file was chosen again, and is only being read yet. */
function isTakenUp(upload: RememberedUpload, item: UploadItem): boolean {
  return isActive(item) && item.file.name === upload.filename && item.sizeBytes === upload.sizeBytes;
}

/** The state of an engine at this moment. */
export function readSnapshot(engine: UploadEngine, isOnline: boolean, nowMs: number): UploadSnapshot {
  const items = engine.items();
  const totals = engine.board.totals();
  const bytesPerSecond = totals.uploading > 0 ? engine.meter.bytesPerSecond(nowMs) : null;
  const secondsLeft = bytesPerSecond === null ? null : totals.remainingBytes / bytesPerSecond;
  const unfinished = engine.unfinished().filter((upload) => !items.some((item) => isTakenUp(upload, item)));
  const finishing = engine.finishing();
  return { items, unfinished, finishing, totals, bytesPerSecond, secondsLeft, isOnline };
}
