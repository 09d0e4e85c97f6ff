/** Brings large files to the image store in parts, in the order in which they came, through the slots of all transfers. */
import type { Job } from "../engine/job";
import type { Slots } from "../stages/slots";
import type { StageKit } from "../stages/stage-kit";
import { PartSender } from "./part-sender";

export type PartsStageNeeds = {
  readonly slots: Slots;
  readonly partBytes: (sizeBytes: number) => number | null;
  readonly next: (job: Job) => void;
  /** The upload is gone on the server: begun anew. */
  readonly startOver: (job: Job) => void;
  readonly onBytes: (movedBytes: number) => void;
};

export class PartsStage {
  readonly #kit: StageKit;
  readonly #needs: PartsStageNeeds;
  readonly #senders = new Map<Job, PartSender>();

  constructor(kit: StageKit, needs: PartsStageNeeds) {
    this.#kit = kit;
    this.#needs = needs;
  }

  /** Those of which nothing moves yet. */
  get ready(): { readonly count: number; readonly bytes: number } {
    const still = [...this.#senders].filter(([, sender]) => sender.isStill).map(([job]) => job);
    return { count: still.length, bytes: still.reduce((sum, job) => sum + job.item.sizeBytes, 0) };
  }

  /** @param isResumed whether the bucket may have parts of it already */
  enter(job: Job, { isResumed }: { isResumed: boolean }): void {
    const { presigned } = job;
    if (presigned?.kind !== "parts") return this.#needs.startOver(job);
    const sender = new PartSender(
      job,
      presigned,
      {
        kit: this.#kit,
        slots: this.#needs.slots,
        partBytes: this.#needs.partBytes,
        onBytes: this.#needs.onBytes,
        onComplete: () => this.#finish(job),
        onGone: () => this.#leave(job, this.#needs.startOver),
      },
      isResumed,
    );
    this.#senders.set(job, sender);
    this.#kit.board.move(job, { name: "waiting", note: null });
    this.#kit.wake();
  }

  drop(job: Job): void {
    this.#senders.delete(job);
  }

  pump(): void {
    for (const [job, sender] of this.#senders) {
      if (job.halt.signal.aborted) this.drop(job);
      else sender.pump();
    }
  }

  #finish(job: Job): void {
    job.stored = true;
    job.retries = 0;
    this.#leave(job, this.#needs.next);
  }

  #leave(job: Job, next: (job: Job) => void): void {
    this.drop(job);
    next(job);
  }
}
