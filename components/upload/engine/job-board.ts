/** All jobs of the engine in the order they were added, and the one place where an item's stage is changed. */
import type { Job } from "./job";
import { isActive, type UploadItem, type UploadStage } from "./upload-item";

export class JobBoard {
  readonly #jobs = new Map<string, Job>();
  readonly #onChange: () => void;
  readonly #onIdle: (run: number) => void;
  #active = 0;
  #run = 0;

  constructor(options: { readonly onChange: () => void; readonly onIdle: (run: number) => void }) {
    this.#onChange = options.onChange;
    this.#onIdle = options.onIdle;
  }

  /** The number of the present run, or of the last one while idle. */
  get run(): number {
    return this.#run;
  }

  get activeCount(): number {
    return this.#active;
  }

  /** The run that work beginning now belongs to: the present one, or a new one when idle. */
  joinRun(): number {
    if (this.#active === 0) this.#run += 1;
    return this.#run;
  }

  add(job: Job): void {
    this.#jobs.set(job.item.id, job);
    if (isActive(job.item)) this.#active += 1;
    this.#onChange();
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
    this.#onChange();
  }

  /** Puts a job into a stage; the last one to end its work ends the run. */
  move(job: Job, stage: UploadStage, run: number = job.item.run): void {
    const before = isActive(job.item);
    const sentBytes = stage.name === "uploading" ? stage.sentBytes : 0;
    const reachedBytes = Math.max(job.item.reachedBytes, Math.min(sentBytes, job.item.sizeBytes));
    job.item = { ...job.item, run, stage, reachedBytes: job.stored ? job.item.sizeBytes : reachedBytes };
    const after = isActive(job.item);
    if (before !== after) this.#active += after ? 1 : -1;
    this.#onChange();
    if (before && this.#active === 0) this.#onIdle(this.#run);
  }
}
