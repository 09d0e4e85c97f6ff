/** Computes the digests of files, a little ahead of what is being sent, in the order they were added. */
import type { Hasher } from "../hashing/hasher";
import type { Job } from "../engine/job";
import { failJob, type StageKit } from "./stage-kit";
import { ownFailure } from "../problems/upload-failure";

export type HashStageNeeds = {
  /** The length of the parts in which a file of so many bytes goes; null for one that goes whole. */
  readonly partBytes: (sizeBytes: number) => number | null;
  readonly next: (job: Job) => void;
  /** False while enough files are hashed: reading on would only take the disk from the uploads. */
  readonly mayRun: () => boolean;
};

export class HashStage {
  readonly #kit: StageKit;
  readonly #hasher: Hasher;
  readonly #needs: HashStageNeeds;
  readonly #waiting = new Set<Job>();
  #running = 0;

  constructor(kit: StageKit, hasher: Hasher, needs: HashStageNeeds) {
    this.#kit = kit;
    this.#hasher = hasher;
    this.#needs = needs;
  }

  get isBusy(): boolean {
    return this.#running > 0;
  }

  enter(job: Job): void {
    this.#waiting.add(job);
    this.#kit.board.move(job, { name: "waiting", note: null });
    this.#kit.wake();
  }

  drop(job: Job): void {
    this.#waiting.delete(job);
  }

  pump(): void {
    for (const job of this.#waiting) {
      if (this.#running >= this.#hasher.width || !this.#needs.mayRun()) return;
      this.#waiting.delete(job);
      this.#running += 1;
      void this.#hash(job);
    }
  }

  async #hash(job: Job): Promise<void> {
    const { signal } = job.halt;
    const { board } = this.#kit;
    board.move(job, { name: "hashing", readBytes: 0 });
    const partBytes = this.#needs.partBytes(job.item.sizeBytes);
    const onProgress = (readBytes: number) => {
      if (!signal.aborted) board.move(job, { name: "hashing", readBytes });
    };
    const digests = await this.#hasher.hash(job.item.file, { partBytes, onProgress, signal });
    this.#running -= 1;
    if (!signal.aborted && digests === null) failJob(this.#kit, job, ownFailure("file_unreadable"));
    if (!signal.aborted && digests !== null) {
      job.digests = digests;
      this.#needs.next(job);
    }
    this.#kit.wake();
  }
}
