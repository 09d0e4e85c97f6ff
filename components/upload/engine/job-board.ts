/** All jobs of the engine in the order they were added, and the one place where an item's stage is changed. */
import { RunningTotals, type RunTotals } from "../progress/run-totals";
import type { Job } from "./job";
import { isActive, type UploadItem, type UploadStage } from "./upload-item";

export class JobBoard {
  readonly #jobs = new Map<string, Job>();
  readonly #onChange: () => void;
  readonly #onIdle: (run: number) => void;
  readonly #totals = new RunningTotals();
  #expected = 0;
  #run = 0;

  constructor(options: { readonly onChange: () => void; readonly onIdle: (run: number) => void }) {
    this.#onChange = options.onChange;
    this.#onIdle = options.onIdle;
  }

  /** Those at work, and those that are expected. */
  get activeCount(): number {
    return this.#expected + this.#totals.active;
  }

  /** The run that work beginning now belongs to: the present one, or a new one when idle. */
  joinRun(): number {
    if (this.activeCount === 0) this.#totals.beginRun((this.#run += 1));
    return this.#run;
  }

  /** So many jobs will be added: the run that is answered lasts until the last of them has come to its end. */
  expect(count: number): number {
    const run = this.joinRun();
    this.#expected += count;
    return run;
  }

  /** Adds a job that was expected. */
  add(job: Job): void {
    this.#expected -= 1;
    this.#jobs.set(job.item.id, job);
    this.#totals.add(job.item);
    this.#onChange();
  }

  /** Of all jobs, and of the present run or the last one. */
  totals(): RunTotals {
    return this.#totals.read();
  }

  find(id: string): Job | undefined {
    return this.#jobs.get(id);
  }

  all(): readonly Job[] {
    return [...this.#jobs.values()];
  }

  items(): readonly UploadItem[] {
    return Array.from(this.#jobs.values(), (job) => job.item);
  }

  remove(id: string): void {
    const job = this.#jobs.get(id);
    if (job === undefined || isActive(job.item)) return;
    this.#jobs.delete(id);
    this.#totals.remove(job.item);
    this.#onChange();
  }

  /** Puts a job into a stage; the last one to end its work ends the run. */
  move(job: Job, stage: UploadStage, run: number = job.item.run): void {
    const wasActive = isActive(job.item);
    this.#totals.remove(job.item);
    const sentBytes = stage.name === "uploading" ? stage.sentBytes : 0;
    const reachedBytes = Math.max(job.item.reachedBytes, Math.min(sentBytes, job.item.sizeBytes));
    job.item = { ...job.item, run, stage, reachedBytes: job.stored ? job.item.sizeBytes : reachedBytes };
    this.#totals.add(job.item);
    this.#onChange();
    if (wasActive && this.activeCount === 0) this.#onIdle(this.#run);
  }
}
