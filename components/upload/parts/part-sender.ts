/**
 * Brings one file's parts to the image store: has the URLs of a few signed ahead, sends those that are signed, sends a
 * part again when it fails, and at the end has the bucket say what it has. Only that counts.
 */
import { partLength } from "@/lib/images/upload/multipart";
import { backOffMs, MAX_WAIT_SECONDS } from "../engine/back-off";
import type { Job } from "../engine/job";
import { explainSilence } from "../problems/put-silence";
import { judgePut } from "../problems/put-verdict";
import { failureOf, ownFailure, type UploadFailure } from "../problems/upload-failure";
import { type Slots, TRANSFERS } from "../stages/slots";
import { failJob, type StageKit } from "../stages/stage-kit";
import { watchedPut } from "../stages/watched-put";
import { listParts, type SignedPart, signParts } from "../transport/parts-api";
import type { Refusal } from "../transport/refusal";
import type { PutAnswer } from "../transport/transport";
import type { PresignedParts } from "../transport/upload-api";

/** Signed ahead of what is being sent: another one for every connection. */
const AHEAD = 2 * TRANSFERS;
const MAX_RETRIES = 4;
/** After so many rounds in which the bucket lacks what it said to have, something else is wrong. */
const MAX_ROUNDS = 3;
/** A URL with less time left than this is signed anew before its part starts. */
const MARGIN_MS = 30_000;

export type PartSenderNeeds = {
  readonly kit: StageKit;
  readonly slots: Slots;
  /** The length of the parts of which a file of so many bytes has digests. */
  readonly partBytes: (sizeBytes: number) => number | null;
  readonly onBytes: (movedBytes: number) => void;
  readonly onComplete: () => void;
  /** The server no longer knows the upload, or its time is over. */
  readonly onGone: () => void;
};

export class PartSender {
  readonly #job: Job;
  readonly #plan: PresignedParts;
  readonly #needs: PartSenderNeeds;
  readonly #signal: AbortSignal;
  readonly #retries = new Map<number | "api", number>();
  readonly #moving = new Map<number, number>();
  readonly #arrived = new Set<number>();
  #waiting: number[] = [];
  #prepared: SignedPart[] = [];
  #resting = 0;
  #isAsking = false;
  #needsSurvey: boolean;
  #rounds = 0;
  #storeAnswered = false;

  constructor(job: Job, plan: PresignedParts, needs: PartSenderNeeds, isResumed: boolean) {
    this.#job = job;
    this.#plan = plan;
    this.#needs = needs;
    this.#signal = job.halt.signal;
    this.#needsSurvey = isResumed;
    if (!isResumed) this.#waiting = numbersUpTo(plan.partCount);
  }

  /** Whether nothing of it is on its way. */
  get isStill(): boolean {
    return this.#moving.size === 0;
  }

  pump(): void {
    if (this.#signal.aborted || !this.#needs.kit.connectivity.isOnline()) return;
    if (this.#needsSurvey) return void (this.#isAsking ? undefined : this.#survey());
    while (this.#needs.slots.free > 0) {
      const part = this.#prepared.shift();
      if (part === undefined) break;
      if (this.#isOver(part)) this.#waiting.unshift(part.partNumber);
      else void this.#send(part);
    }
    if (!this.#isAsking && this.#waiting.length > 0 && this.#prepared.length < AHEAD) void this.#prepare();
    const isAtEnd = this.#waiting.length + this.#prepared.length + this.#moving.size + this.#resting === 0;
    if (isAtEnd && !this.#isAsking) void this.#survey();
  }

  /** Asks the bucket what it has: at the end, and before going on with what was begun earlier. */
  async #survey(): Promise<void> {
    this.#isAsking = true;
    this.#rounds += 1;
    const answer = await listParts(this.#needs.kit.transport, this.#plan.uploadId);
    this.#isAsking = false;
    if (this.#signal.aborted) return;
    if (!answer.ok) return this.#refuse(answer.refusal, () => (this.#needsSurvey = true));
    this.#retries.delete("api");
    this.#needsSurvey = false;
    const whole = answer.value.filter(
      ({ partNumber, sizeBytes }) => sizeBytes === this.#lengthOf(partNumber),
    );
    this.#arrived.clear();
    for (const { partNumber } of whole) this.#arrived.add(partNumber);
    this.#waiting = numbersUpTo(this.#plan.partCount).filter((number) => !this.#arrived.has(number));
    if (this.#waiting.length > 0 && this.#rounds > MAX_ROUNDS) return this.#fail(ownFailure("store_refused"));
    this.#showBytes();
    if (this.#waiting.length === 0) {
      this.#job.parts = whole.toSorted((one, other) => one.partNumber - other.partNumber);
      this.#needs.onComplete();
    }
    this.#needs.kit.wake();
  }

  /** Has the next parts signed, while others travel. */
  async #prepare(): Promise<void> {
    this.#isAsking = true;
    const partNumbers = this.#waiting.splice(0, AHEAD);
    const { transport, clock } = this.#needs.kit;
    const checksums = this.#checksumsOf(partNumbers);
    const request = checksums === null ? { partNumbers } : { partNumbers, checksums };
    const answer = await signParts(transport, this.#plan.uploadId, request, () => clock.now());
    this.#isAsking = false;
    if (this.#signal.aborted) return;
    if (!answer.ok) return this.#refuse(answer.refusal, () => this.#waiting.unshift(...partNumbers));
    this.#retries.delete("api");
    this.#prepared.push(...answer.value);
    this.#needs.kit.wake();
  }

  async #send(part: SignedPart): Promise<void> {
    const { kit, slots, onBytes } = this.#needs;
    const { partNumber, url, headers } = part;
    const file = this.#bytesOf(partNumber);
    slots.take();
    this.#moving.set(partNumber, 0);
    const onSent = (sentBytes: number) => {
      onBytes(Math.max(0, sentBytes - (this.#moving.get(partNumber) ?? 0)));
      this.#moving.set(partNumber, sentBytes);
      this.#showBytes();
    };
    const answer = await watchedPut(kit, { url, headers, file, onSent, signal: this.#signal });
    const hasMoved = (this.#moving.get(partNumber) ?? 0) > 0;
    if (!this.#signal.aborted) await this.#settle(part, answer, hasMoved);
    this.#moving.delete(partNumber);
    slots.give();
    kit.wake();
  }

  async #settle(part: SignedPart, answer: PutAnswer, bytesMoved: boolean): Promise<void> {
    if (answer.status === 0) return await this.#settleSilence(part, bytesMoved);
    this.#storeAnswered = true;
    const verdict = judgePut(answer, this.#isOver(part));
    if (verdict.kind === "failed") return this.#fail(verdict.failure);
    if (verdict.kind === "again") return this.#again(part, verdict.failure, verdict.retryAfterSeconds);
    if (verdict.kind === "expired") return this.#again(part, ownFailure("store_busy"), 0);
    this.#retries.delete(part.partNumber);
    this.#arrived.add(part.partNumber);
  }

  async #settleSilence(part: SignedPart, bytesMoved: boolean): Promise<void> {
    const { transport, connectivity } = this.#needs.kit;
    const failure = await explainSilence({
      transport,
      url: part.url,
      file: this.#job.item.file,
      isOnline: connectivity.isOnline(),
      bytesMoved,
      storeAnsweredBefore: this.#storeAnswered,
      signal: this.#signal,
    });
    if (this.#signal.aborted) return;
    if (failure === "offline") this.#waiting.unshift(part.partNumber);
    else this.#again(part, failure, null);
  }

  #again(part: SignedPart, failure: UploadFailure, retryAfterSeconds: number | null): void {
    this.#rest(part.partNumber, failure, retryAfterSeconds, () => this.#waiting.unshift(part.partNumber));
  }

  #refuse(refusal: Refusal, again: () => void): void {
    const { kit, onGone } = this.#needs;
    const isGone = refusal.code === "upload_not_found" || refusal.code === "upload_expired";
    if (isGone) return onGone();
    const isOffline = refusal.status === 0 && !kit.connectivity.isOnline();
    if (isOffline) return again();
    this.#isAsking = true;
    this.#rest("api", failureOf(refusal), refusal.retryAfterSeconds, () => {
      this.#isAsking = false;
      again();
    });
  }

  /** Waits before something is tried again, unless it was tried often enough: then the file fails. */
  #rest(
    what: number | "api",
    failure: UploadFailure,
    retryAfterSeconds: number | null,
    again: () => void,
  ): void {
    const { clock, random, wake } = this.#needs.kit;
    const retries = this.#retries.get(what) ?? 0;
    const isTooLong = retryAfterSeconds !== null && retryAfterSeconds > MAX_WAIT_SECONDS;
    if (!failure.passing || retries >= MAX_RETRIES || isTooLong) return this.#fail(failure);
    this.#retries.set(what, retries + 1);
    this.#resting += 1;
    clock.after(backOffMs({ retries, retryAfterSeconds, random: random() }), () => {
      this.#resting -= 1;
      again();
      wake();
    });
  }

  #fail(failure: UploadFailure): void {
    if (this.#signal.aborted) return;
    failJob(this.#needs.kit, this.#job, failure);
    this.#job.halt.abort();
    this.#needs.kit.wake();
  }

  #showBytes(): void {
    if (this.#signal.aborted) return;
    let sentBytes = 0;
    for (const number of this.#arrived) sentBytes += this.#lengthOf(number);
    for (const [number, bytes] of this.#moving) if (!this.#arrived.has(number)) sentBytes += bytes;
    this.#needs.kit.board.move(this.#job, { name: "uploading", sentBytes });
  }

  /** Null where this browser computes none, or the upload was begun with parts of another length. */
  #checksumsOf(partNumbers: readonly number[]): string[] | null {
    const { md5s = null } = this.#job.digests ?? {};
    const isSoCut = this.#needs.partBytes(this.#job.item.sizeBytes) === this.#plan.partSizeBytes;
    if (md5s === null || !isSoCut) return null;
    return partNumbers.flatMap((number) => md5s[number - 1] ?? []);
  }

  #isOver(part: SignedPart): boolean {
    return this.#needs.kit.clock.now() > part.expiresAtMs - MARGIN_MS;
  }

  #lengthOf(partNumber: number): number {
    return partLength(this.#job.item.sizeBytes, this.#plan.partSizeBytes, partNumber) ?? 0;
  }

  #bytesOf(partNumber: number): Blob {
    const start = (partNumber - 1) * this.#plan.partSizeBytes;
    return this.#job.item.file.slice(start, start + this.#lengthOf(partNumber));
  }
}

function numbersUpTo(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index + 1);
}
