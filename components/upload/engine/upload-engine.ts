/**
 * The upload engine: takes files and brings each through check, hash, sign, transfer and register to an image or to a
 * failure with a remedy. No framework and no globals in it; what it needs of the world is handed in.
 */
import type { UploadPolicy } from "@/lib/images/upload/upload-policy";
import type { Hasher } from "../hashing/hasher";
import { BegunUploads } from "../memory/begun-uploads";
import type { RememberedUpload, UploadMemory } from "../memory/upload-memory";
import type { PosterMaker } from "../poster/poster-maker";
import type { UploadFailure } from "../problems/upload-failure";
import { SpeedMeter } from "../progress/speed-meter";
import type { Connectivity } from "../stages/stage-kit";
import type { Transport } from "../transport/transport";
import { Arrivals } from "./arrivals";
import type { Clock } from "./clock";
import { type Job, rewindJob, startJob } from "./job";
import { JobBoard } from "./job-board";
import { Pipeline } from "./pipeline";
import { isActive, isCancellable, isDuplicate, isRetryable, type UploadItem } from "./upload-item";

export type UploadEngineOptions = {
  readonly policy: UploadPolicy;
  /** The length of the parts in which a file of so many bytes goes; null for one that goes whole. */
  readonly partBytes: (sizeBytes: number) => number | null;
  readonly transport: Transport;
  readonly hasher: Hasher;
  readonly posters: PosterMaker;
  readonly memory: UploadMemory;
  readonly connectivity: Connectivity;
  readonly clock: Clock;
  /** 0 up to 1, exclusive; spreads the retries. */
  readonly random: () => number;
  /** What happens to a file whose content is here already: uploaded again, or put to the person. */
  readonly onDuplicate: "allow" | "report";
  readonly onChange: () => void;
  readonly onRegistered: (items: readonly UploadItem[]) => void;
  /** The last file of a run, from idle to idle, has come to its end. */
  readonly onIdle: (run: number) => void;
  /** A large file of an earlier visit, which had arrived as a whole, has become an image. */
  readonly onFinished: (filename: string) => void;
};

export class UploadEngine {
  readonly board: JobBoard;
  readonly meter: SpeedMeter;
  readonly #options: UploadEngineOptions;
  readonly #begun: BegunUploads;
  readonly #pipeline: Pipeline;
  readonly #arrivals: Arrivals;
  #lastId = 0;
  #isWoken = false;

  constructor(options: UploadEngineOptions) {
    const { clock, random, transport, connectivity } = options;
    this.#options = options;
    this.board = new JobBoard(options);
    this.#arrivals = new Arrivals(clock, ({ file, run }) => this.#enter(file, run));
    this.meter = new SpeedMeter();
    this.#begun = new BegunUploads(options);
    const giveUpAll = (failure: UploadFailure) => this.#giveUpAll(failure);
    const wake = () => this.#wake();
    const kit = { board: this.board, clock, random, transport, connectivity, wake, giveUpAll };
    this.#pipeline = new Pipeline(kit, { ...options, meter: this.meter, begun: this.#begun });
  }

  /**
   * Begins to follow the line to the world; the answer stops everything, until it is opened again. What the bucket has
   * of large files stays there, to go on with later.
   */
  open(): () => void {
    const unsubscribe = this.#options.connectivity.subscribe(() => {
      this.#options.onChange();
      this.#wake();
    });
    const closing = new AbortController();
    void this.#begun.recall(this.board.all(), closing.signal);
    return () => {
      closing.abort();
      this.#arrivals.flush();
      for (const job of this.board.all()) this.#stop(job);
      unsubscribe();
    };
  }

  items(): readonly UploadItem[] {
    return this.board.items();
  }

  /** Large files of an earlier visit, of which a part is in the bucket: adding the same file goes on with them. */
  unfinished(): readonly RememberedUpload[] {
    return this.#begun.unfinished;
  }

  /** The ids of those of which everything has arrived: they become images without their file. */
  finishing(): ReadonlySet<string> {
    return this.#begun.finishing;
  }

  /** Has what is in the bucket of an earlier visit's file removed. */
  abandonUnfinished(uploadId: string): void {
    this.#begun.abandonUnfinished(uploadId);
  }

  /** Puts files on the list, the first of them at once and of thousands the others soon, so that the page stays alive. */
  add(files: readonly File[]): void {
    this.#arrivals.add(files, this.board.expect(files.length));
  }

  /** Stops a file; one whose registration was asked for already goes on to its end. */
  cancel(id: string): void {
    const job = this.board.find(id);
    if (job === undefined || !isCancellable(job.item)) return;
    this.#stop(job);
    this.#begun.abandon(job);
    this.#wake();
  }

  cancelAll(): void {
    this.#arrivals.flush();
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
    const job = this.board.find(id);
    if (job === undefined || isActive(job.item)) return;
    if (job.item.stage.name === "failed") this.#begun.abandon(job);
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

  #enter(file: File, run: number): void {
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
    this.#pipeline.enter(job);
  }

  #removeWhere(isMeant: (item: UploadItem) => boolean): void {
    for (const { item } of this.board.all()) {
      if (isMeant(item)) this.dismiss(item.id);
    }
  }

  #begin(job: Job, from: "resume" | "restart"): void {
    if (from === "restart") this.#begun.abandon(job);
    rewindJob(job, from);
    const run = this.board.joinRun();
    this.board.move(job, { name: "waiting", note: null }, run);
    this.#pipeline.enter(job);
  }

  #stop(job: Job): void {
    if (!isCancellable(job.item)) return;
    this.#drop(job);
    this.board.move(job, { name: "cancelled" });
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
    this.#pipeline.drop(job);
  }

  /** However many things happen at once, the stages look around once. */
  #wake(): void {
    if (this.#isWoken) return;
    this.#isWoken = true;
    queueMicrotask(() => {
      this.#isWoken = false;
      this.#pipeline.pump();
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
