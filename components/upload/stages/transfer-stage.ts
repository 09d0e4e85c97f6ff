/** Sends whole files to the image store, as many at a time as there are slots. */
import type { PresignedUpload } from "../transport/upload-api";
import type { PutAnswer } from "../transport/transport";
import type { Job } from "../engine/job";
import { Hold } from "./hold";
import { explainSilence } from "../problems/put-silence";
import { judgePut } from "../problems/put-verdict";
import type { Slots } from "./slots";
import { failJob, retryJob, type StageKit } from "./stage-kit";
import { watchedPut } from "./watched-put";
import { ownFailure, type UploadFailure } from "../problems/upload-failure";

const MAX_RETRIES = 4;
/** One retry in case that it was the line after all: a verdict on the bucket's settings stops everything. */
const MAX_CORS_RETRIES = 1;
/** A URL with less time left than this is signed anew before its file starts. */
const MARGIN_MS = 5_000;

export type TransferStageNeeds = {
  readonly next: (job: Job) => void;
  readonly signAnew: (job: Job) => void;
  readonly onBytes: (movedBytes: number) => void;
};

export class TransferStage {
  readonly #kit: StageKit;
  readonly #slots: Slots;
  readonly #needs: TransferStageNeeds;
  readonly #hold: Hold;
  readonly #knownStores = new Set<string>();
  #ready = new Set<Job>();
  #readyBytes = 0;

  constructor(kit: StageKit, slots: Slots, needs: TransferStageNeeds) {
    this.#kit = kit;
    this.#slots = slots;
    this.#needs = needs;
    this.#hold = new Hold(kit);
  }

  get ready(): { readonly count: number; readonly bytes: number } {
    return { count: this.#ready.size, bytes: this.#readyBytes };
  }

  enter(job: Job): void {
    this.#ready.add(job);
    this.#readyBytes += job.item.sizeBytes;
    this.#kit.board.move(job, { name: "waiting", note: null });
    this.#kit.wake();
  }

  drop(job: Job): void {
    if (this.#ready.delete(job)) this.#readyBytes -= job.item.sizeBytes;
  }

  pump(): void {
    for (const job of this.#ready) {
      if (this.#slots.free === 0 || this.#hold.isOn || !this.#kit.connectivity.isOnline()) return;
      this.drop(job);
      this.#kit.wake();
      const { presigned } = job;
      if (presigned?.kind !== "whole" || this.#isOver(presigned)) this.#needs.signAnew(job);
      else void this.#transfer(job, presigned);
    }
  }

  #isOver(presigned: PresignedUpload): boolean {
    return this.#kit.clock.now() > presigned.expiresAtMs - MARGIN_MS;
  }

  async #transfer(job: Job, presigned: PresignedUpload): Promise<void> {
    const { signal } = job.halt;
    this.#slots.take();
    this.#kit.board.move(job, { name: "uploading", sentBytes: 0 });
    const sent = { bytes: 0 };
    const answer = await this.#put(job, presigned, sent);
    // The slot stays taken while a silence is looked into: it may be one that every other file would meet.
    if (!signal.aborted) await this.#settle(job, presigned, answer, sent.bytes > 0);
    this.#slots.give();
    this.#kit.wake();
  }

  #put(job: Job, presigned: PresignedUpload, sent: { bytes: number }): Promise<PutAnswer> {
    const onSent = (sentBytes: number) => {
      this.#needs.onBytes(Math.max(0, sentBytes - sent.bytes));
      sent.bytes = sentBytes;
      this.#kit.board.move(job, { name: "uploading", sentBytes });
    };
    const { url, headers } = presigned;
    return watchedPut(this.#kit, { url, headers, file: job.item.file, onSent, signal: job.halt.signal });
  }

  async #settle(job: Job, presigned: PresignedUpload, answer: PutAnswer, bytesMoved: boolean): Promise<void> {
    if (answer.status === 0) return await this.#settleSilence(job, presigned, bytesMoved);
    this.#knownStores.add(new URL(presigned.url).origin);
    this.#hold.clear();
    const verdict = judgePut(answer, this.#isOver(presigned));
    if (verdict.kind === "stored") return this.#finish(job);
    if (verdict.kind === "failed") return failJob(this.#kit, job, verdict.failure);
    if (verdict.kind === "again") return this.#again(job, verdict.failure, verdict.retryAfterSeconds);
    if (job.renewed) return failJob(this.#kit, job, ownFailure("store_denied", expiredTwice));
    job.renewed = true;
    this.#needs.signAnew(job);
  }

  #finish(job: Job): void {
    job.stored = true;
    job.retries = 0;
    this.#needs.next(job);
  }

  async #settleSilence(job: Job, presigned: PresignedUpload, bytesMoved: boolean): Promise<void> {
    const { signal } = job.halt;
    const failure = await explainSilence({
      transport: this.#kit.transport,
      url: presigned.url,
      file: job.item.file,
      isOnline: this.#kit.connectivity.isOnline(),
      bytesMoved,
      storeAnsweredBefore: this.#knownStores.has(new URL(presigned.url).origin),
      signal,
    });
    if (signal.aborted) return;
    if (failure === "offline") return this.enter(job);
    if (failure.concernsAll) return this.#holdAll(job, failure);
    this.#again(job, failure, null);
  }

  /** What would stop every file holds the whole stage, and only the six that were under way try again. */
  #holdAll(job: Job, failure: UploadFailure): void {
    const maxRetries = failure.code === "cors_blocked" ? MAX_CORS_RETRIES : MAX_RETRIES;
    const note = this.#hold.begin({ failure, retryAfterSeconds: null, maxRetries });
    if (note === null) return failJob(this.#kit, job, failure);
    this.#ready = new Set([job, ...this.#ready]);
    this.#readyBytes += job.item.sizeBytes;
    this.#kit.board.move(job, { name: "waiting", note });
  }

  #again(job: Job, failure: UploadFailure, retryAfterSeconds: number | null): void {
    retryJob(this.#kit, job, {
      failure,
      retryAfterSeconds,
      maxRetries: MAX_RETRIES,
      meanwhile: (note) => ({ name: "waiting", note }),
      again: (again) => this.enter(again),
    });
  }
}

const expiredTwice = "It called the address expired, and a fresh one as well.";
