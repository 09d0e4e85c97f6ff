/** Has uploads presigned, in sliding batches, shortly before they start. */
import type { PresignUploadRequest } from "@/lib/contracts/upload";
import { MAX_BATCH } from "@/lib/images/upload/upload-policy";
import type { Refusal } from "../transport/refusal";
import { type Answer, type Presigned, presignUploads } from "../transport/upload-api";
import { Hold } from "./hold";
import { describeJob, type Job } from "../engine/job";
import { countToSign } from "./signing-plan";
import { TRANSFERS } from "./slots";
import { failJob, retryJob, type StageKit } from "./stage-kit";
import { failureOf } from "../problems/upload-failure";

const MAX_RETRIES = 4;
const MAX_REQUESTS = 2;
/** While files are still being hashed, a request that connections wait for waits a little for company. */
const LINGER_MS = 20;

export type SignStageNeeds = {
  /** The length of the parts in which a file of so many bytes goes; null for one that goes whole. */
  readonly partBytes: (sizeBytes: number) => number | null;
  readonly next: (job: Job) => void;
  readonly freeSlots: () => number;
  /** Signed and not yet started. */
  readonly ready: () => { readonly count: number; readonly bytes: number };
  /** Null until the line was measured. */
  readonly bytesPerSecond: () => number | null;
  /** Whether files are still on their way to this stage. */
  readonly moreIsComing: () => boolean;
};

export class SignStage {
  readonly #kit: StageKit;
  readonly #needs: SignStageNeeds;
  readonly #hold: Hold;
  readonly #asked = new Set<readonly Job[]>();
  #waiting = new Set<Job>();
  #stopLinger: (() => void) | null = null;
  #lastCount = 0;

  constructor(kit: StageKit, needs: SignStageNeeds) {
    this.#kit = kit;
    this.#needs = needs;
    this.#hold = new Hold(kit);
  }

  get waitingCount(): number {
    return this.#waiting.size;
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
    const count = this.#plan();
    if (this.#stopLinger !== null || count === 0) return;
    if (!this.#needs.moreIsComing() || this.#isWorthwhile(count)) return this.#send();
    if (!this.#isUrgent()) return;
    this.#stopLinger = this.#kit.clock.after(LINGER_MS, () => {
      this.#stopLinger = null;
      this.#send();
    });
  }

  /** Few requests for many files: each asks for twice as many as the one before it. */
  #isWorthwhile(count: number): boolean {
    return count >= Math.min(MAX_BATCH, 2 * Math.max(this.#lastCount, TRANSFERS));
  }

  /** Not every connection has a file, and another one that waits for it. */
  #isUrgent(): boolean {
    const asked = [...this.#asked].flat().length;
    return this.#needs.ready().count + asked < this.#needs.freeSlots() + TRANSFERS;
  }

  #send(): void {
    for (let count = this.#plan(); count > 0; count = this.#plan()) {
      const jobs = [...this.#waiting].slice(0, count);
      for (const job of jobs) this.#waiting.delete(job);
      this.#lastCount = count;
      void this.#presign(jobs);
    }
  }

  #plan(): number {
    if (this.#waiting.size === 0 || this.#asked.size >= MAX_REQUESTS || this.#hold.isOn) return 0;
    if (!this.#kit.connectivity.isOnline()) return 0;
    const ready = this.#needs.ready();
    const asked = [...this.#asked].flat();
    return countToSign({
      sizes: Array.from(this.#waiting, (job) => job.item.sizeBytes),
      readyCount: ready.count + asked.length,
      readyBytes: asked.reduce((sum, job) => sum + job.item.sizeBytes, ready.bytes),
      freeSlots: this.#needs.freeSlots(),
      bytesPerSecond: this.#needs.bytesPerSecond(),
    });
  }

  async #presign(jobs: readonly Job[]): Promise<void> {
    this.#asked.add(jobs);
    const asked = jobs.map((job) => ({ job, signal: job.halt.signal }));
    const { transport, clock } = this.#kit;
    const batch = await presignUploads(
      transport,
      jobs.map((job) => this.#describe(job)),
      () => clock.now(),
    );
    this.#asked.delete(jobs);
    const wanted = asked.map(({ job, signal }) => (signal.aborted ? null : job));
    if (batch.kind === "refused") this.#refuseAll(wanted, batch.refusal);
    else this.#takeAll(wanted, batch.answers);
    this.#kit.wake();
  }

  #takeAll(jobs: readonly (Job | null)[], answers: readonly Answer<Presigned>[]): void {
    this.#hold.clear();
    answers.forEach((answer, place) => {
      const job = jobs[place] ?? null;
      if (job === null || job.halt.signal.aborted) return;
      if (!answer.ok) return this.#refuse(job, answer.refusal);
      job.presigned = answer.value;
      job.parts = null;
      job.stored = false;
      job.retries = 0;
      this.#needs.next(job);
    });
  }

  /** The request as a whole was turned down, or never arrived: its files go back to the head of the queue. */
  #refuseAll(jobs: readonly (Job | null)[], refusal: Refusal): void {
    const left = jobs.filter((job) => job !== null);
    const failure = failureOf(refusal);
    const offline = refusal.status === 0 && !this.#kit.connectivity.isOnline();
    const hold = { failure, retryAfterSeconds: refusal.retryAfterSeconds, maxRetries: MAX_RETRIES };
    const note = offline ? null : this.#hold.begin(hold);
    if (note === null && !offline) {
      for (const job of left) failJob(this.#kit, job, failure);
      return;
    }
    this.#waiting = new Set([...left, ...this.#waiting]);
    for (const job of left) this.#kit.board.move(job, { name: "waiting", note });
  }

  #refuse(job: Job, refusal: Refusal): void {
    retryJob(this.#kit, job, {
      failure: failureOf(refusal),
      retryAfterSeconds: refusal.retryAfterSeconds,
      maxRetries: MAX_RETRIES,
      meanwhile: (note) => ({ name: "waiting", note }),
      again: (again) => this.enter(again),
    });
  }

  #describe(job: Job): PresignUploadRequest {
    const { sizeBytes } = job.item;
    const goesInParts = this.#needs.partBytes(sizeBytes) !== null;
    const { sha256 = null, md5s = null } = job.digests ?? {};
    return {
      ...describeJob(job),
      size: sizeBytes,
      ...(sha256 === null ? {} : { sha256 }),
      ...(goesInParts ? { multipart: true } : md5s === null ? {} : { md5: md5s[0] }),
      onDuplicate: job.onDuplicate,
    };
  }
}
