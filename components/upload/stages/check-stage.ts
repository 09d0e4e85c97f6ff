/** Checks files against the policy a few hundred at a time, so that thousands of them do not freeze the page. */
import { parseFilename } from "@/lib/images/filename";
import type { UploadPolicy } from "@/lib/images/upload/upload-policy";
import { checkFile } from "../engine/declared-file";
import type { Job } from "../engine/job";
import { failJob, type StageKit } from "./stage-kit";

const SLICE = 250;

export class CheckStage {
  readonly #kit: StageKit;
  readonly #policy: UploadPolicy;
  readonly #next: (job: Job) => void;
  readonly #waiting = new Set<Job>();
  #isScheduled = false;

  constructor(kit: StageKit, policy: UploadPolicy, next: (job: Job) => void) {
    this.#kit = kit;
    this.#policy = policy;
    this.#next = next;
  }

  get waitingCount(): number {
    return this.#waiting.size;
  }

  enter(job: Job): void {
    this.#waiting.add(job);
    this.#kit.wake();
  }

  drop(job: Job): void {
    this.#waiting.delete(job);
  }

  pump(): void {
    if (this.#isScheduled || this.#waiting.size === 0) return;
    this.#isScheduled = true;
    this.#kit.clock.after(0, () => {
      this.#isScheduled = false;
      this.#checkSlice();
      this.#kit.wake();
    });
  }

  #checkSlice(): void {
    let count = 0;
    for (const job of this.#waiting) {
      if (count === SLICE) return;
      count += 1;
      this.#waiting.delete(job);
      this.#check(job);
    }
  }

  #check(job: Job): void {
    job.item = { ...job.item, filename: parseFilename(job.item.file.name) };
    const check = checkFile(job.item.file, this.#policy);
    if (!check.ok) return failJob(this.#kit, job, check.failure);
    job.filetype = check.filetype;
    this.#next(job);
  }
}
