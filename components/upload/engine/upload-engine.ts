/**
 * The upload engine: takes files and brings each through check, hash, sign, transfer and register to an image or to a
 * failure with a remedy. No framework and no globals in it; what it needs of the world is handed in.
 */
import type { UploadPolicy } from "@/lib/images/upload-policy";
import type { Hasher } from "../hashing/hasher";
import { SpeedMeter } from "../progress/speed-meter";
import type { Transport } from "../transport/transport";
import { CheckStage } from "../stages/check-stage";
import type { Clock } from "./clock";
import { HashStage } from "../stages/hash-stage";
import { type Job, rewindJob, startJob } from "./job";
import { JobBoard } from "./job-board";
import { RegisterStage } from "../stages/register-stage";
import { SignStage } from "../stages/sign-stage";
import { type Connectivity, failJob, type StageKit } from "../stages/stage-kit";
import { TransferStage } from "../stages/transfer-stage";
import { TwinWatch } from "./twin-watch";
import { ownFailure, type UploadFailure } from "../problems/upload-failure";
import { isActive, isCancellable, isDuplicate, isRetryable, type UploadItem } from "./upload-item";

/** Digests are computed for at most so many files ahead of the transfers. */
const HASHED_AHEAD = 200;

export type UploadEngineOptions = {
  readonly policy: UploadPolicy;
  readonly transport: Transport;
  readonly hasher: Hasher;
  readonly connectivity: Connectivity;
  readonly clock: Clock;
  /** 0 up to 1, exclusive; spreads the retries. */
  readonly random: () => number;
  /** What happens to a file whose content is here already: uploaded again, or put to the person. */
  readonly onDuplicate: "allow" | "report";
  readonly onChange: () => void;
  readonly onRegistered: (count: number) => void;
  /** The last file of a run, from idle to idle, has come to its end. */
  readonly onIdle: (run: number) => void;
};

export class UploadEngine {
  readonly board: JobBoard;
  readonly meter: SpeedMeter;
  readonly #options: UploadEngineOptions;
  readonly #twins: TwinWatch;
  readonly #check: CheckStage;
  readonly #hash: HashStage;
  readonly #sign: SignStage;
  readonly #transfer: TransferStage;
  readonly #register: RegisterStage;
  #lastId = 0;
  #isWoken = false;

  constructor(options: UploadEngineOptions) {
    const { clock, random, transport, connectivity } = options;
    this.#options = options;
    this.board = new JobBoard(options);
    this.meter = new SpeedMeter();
    this.#twins = new TwinWatch(this.board);
    const giveUpAll = (failure: UploadFailure) => this.#giveUpAll(failure);
    const wake = () => this.#wake();
    const kit: StageKit = { board: this.board, clock, random, transport, connectivity, wake, giveUpAll };
    this.#check = new CheckStage(kit, options.policy, (job) => this.#hash.enter(job));
    this.#hash = new HashStage(kit, options.hasher, {
      next: (job) => this.#signUnlessTwin(kit, job),
      mayRun: () => this.#sign.waitingCount + this.#transfer.ready.count < HASHED_AHEAD,
    });
    this.#sign = new SignStage(kit, {
      next: (job) => this.#transfer.enter(job),
      freeSlots: () => this.#transfer.freeSlots,
      ready: () => this.#transfer.ready,
      bytesPerSecond: () => this.meter.bytesPerSecond(clock.now()),
      moreIsComing: () => this.#hash.isBusy || this.#check.waitingCount > 0,
    });
    this.#transfer = new TransferStage(kit, {
      next: (job) => this.#register.enter(job),
      signAnew: (job) => this.#sign.enter(job),
      onBytes: (bytes) => this.meter.add(bytes, clock.now()),
    });
    this.#register = new RegisterStage(kit, {
      moreIsComing: () => this.board.activeCount > this.#register.count,
      sendAgain: (job) => this.#hash.enter(job),
      onRegistered: options.onRegistered,
    });
  }

  /** Begins to follow the line to the world; the answer stops everything, until it is opened again. */
  open(): () => void {
    const unsubscribe = this.#options.connectivity.subscribe(() => {
      this.#options.onChange();
      this.#wake();
    });
    return () => {
      this.cancelAll();
      unsubscribe();
    };
  }

  items(): readonly UploadItem[] {
    return this.board.items();
  }

  add(files: Iterable<File>): void {
    const run = this.board.joinRun();
    for (const file of files) {
      this.#lastId += 1;
      const item: UploadItem = {
        id: `upload-${this.#lastId}`,
        run,
        file,
        filename: file.name,
        sizeBytes: file.size,
        reachedBytes: 0,
        stage: { name: "checking" },
      };
      const job = startJob(item, this.#options.onDuplicate);
      this.board.add(job);
      this.#check.enter(job);
    }
  }

  /** Stops a file; one whose registration was asked for already goes on to its end. */
  cancel(id: string): void {
    const job = this.board.find(id);
    if (job === undefined || !isCancellable(job.item)) return;
    this.#drop(job);
    this.board.move(job, { name: "cancelled" });
    this.#wake();
  }

  cancelAll(): void {
    for (const job of this.board.all()) this.cancel(job.item.id);
  }

  retry(id: string): void {
    const job = this.board.find(id);
    if (job === undefined || !isRetryable(job.item)) return;
    const { stage } = job.item;
    this.#begin(job, stage.name === "failed" && stage.failure.retry === "restart" ? "restart" : "resume");
  }

  /** Retries every failed file that may be retried; cancelled ones stay cancelled. */
  retryFailed(): void {
    for (const job of this.board.all()) {
      if (job.item.stage.name === "failed") this.retry(job.item.id);
    }
  }

  uploadDuplicatesAnyway(): void {
    for (const job of this.board.all()) this.uploadAnyway(job.item.id);
  }

  /** Uploads a file although its content is here already. */
  uploadAnyway(id: string): void {
    const job = this.board.find(id);
    if (job === undefined || !isDuplicate(job.item)) return;
    job.onDuplicate = "allow";
    this.#begin(job, "resume");
  }

  /** Takes a file that has come to its end off the list. */
  dismiss(id: string): void {
    this.board.remove(id);
  }

  /** Takes everything that needs nobody any more off the list: done and cancelled. */
  clearFinished(): void {
    this.#removeWhere(({ stage }) => stage.name === "done" || stage.name === "cancelled");
  }

  /** Leaves out what is here already. */
  clearDuplicates(): void {
    this.#removeWhere(isDuplicate);
  }

  /** Takes everything that has come to its end off the list, however it ended. */
  clearAll(): void {
    this.#removeWhere((item) => !isActive(item));
  }

  #removeWhere(isMeant: (item: UploadItem) => boolean): void {
    for (const { item } of this.board.all()) {
      if (isMeant(item)) this.board.remove(item.id);
    }
  }

  #begin(job: Job, from: "resume" | "restart"): void {
    rewindJob(job, from);
    const run = this.board.joinRun();
    this.board.move(job, { name: "waiting", note: null }, run);
    if (job.filetype === null) return this.#check.enter(job);
    if (job.stored) return this.#register.enter(job);
    if (job.digests === null) return this.#hash.enter(job);
    this.#sign.enter(job);
  }

  #signUnlessTwin(kit: StageKit, job: Job): void {
    if (job.onDuplicate === "report" && this.#twins.isTwin(job))
      return failJob(kit, job, ownFailure("listed_twice"));
    this.#sign.enter(job);
  }

  #giveUpAll(failure: UploadFailure): void {
    for (const job of this.board.all()) {
      if (!isStill(job.item)) continue;
      this.#drop(job);
      this.board.move(job, { name: "failed", failure });
    }
  }

  #drop(job: Job): void {
    job.halt.abort();
    for (const stage of [this.#check, this.#hash, this.#sign, this.#transfer, this.#register])
      stage.drop(job);
  }

  /** However many things happen at once, the stages look around once. */
  #wake(): void {
    if (this.#isWoken) return;
    this.#isWoken = true;
    queueMicrotask(() => {
      this.#isWoken = false;
      for (const stage of [this.#transfer, this.#register, this.#sign, this.#hash, this.#check]) stage.pump();
    });
  }
}

/** Whether nothing of a file has moved yet. */
function isStill({ stage }: UploadItem): boolean {
  return (
    stage.name === "waiting" ||
    stage.name === "hashing" ||
    (stage.name === "uploading" && stage.sentBytes === 0)
  );
}
