/** The stages of the engine and how a job passes from one to the next: check, hash, sign, transfer, poster, register. */
import type { UploadPolicy } from "@/lib/images/upload/upload-policy";
import type { Hasher } from "../hashing/hasher";
import type { BegunUploads } from "../memory/begun-uploads";
import { PartsStage } from "../parts/parts-stage";
import type { PosterMaker } from "../poster/poster-maker";
import { PosterStage } from "../poster/poster-stage";
import { ownFailure } from "../problems/upload-failure";
import type { SpeedMeter } from "../progress/speed-meter";
import { CheckStage } from "../stages/check-stage";
import { HashStage } from "../stages/hash-stage";
import { RegisterStage } from "../stages/register-stage";
import { SignStage } from "../stages/sign-stage";
import { Slots } from "../stages/slots";
import { failJob, type StageKit } from "../stages/stage-kit";
import { TransferStage } from "../stages/transfer-stage";
import type { Job } from "./job";
import { TwinWatch } from "./twin-watch";
import type { UploadItem } from "./upload-item";

/** Digests are computed for at most so many files ahead of the transfers. */
const HASHED_AHEAD = 200;

export type PipelineOptions = {
  readonly policy: UploadPolicy;
  readonly partBytes: (sizeBytes: number) => number | null;
  readonly hasher: Hasher;
  readonly posters: PosterMaker;
  readonly meter: SpeedMeter;
  readonly begun: BegunUploads;
  readonly onRegistered: (items: readonly UploadItem[]) => void;
};

export class Pipeline {
  readonly #kit: StageKit;
  readonly #begun: BegunUploads;
  readonly #twins: TwinWatch;
  readonly #check: CheckStage;
  readonly #hash: HashStage;
  readonly #sign: SignStage;
  readonly #transfer: TransferStage;
  readonly #parts: PartsStage;
  readonly #poster: PosterStage;
  readonly #register: RegisterStage;

  constructor(kit: StageKit, options: PipelineOptions) {
    const { meter, begun, partBytes } = options;
    const slots = new Slots();
    const next = (job: Job) => this.#poster.enter(job);
    const onBytes = (bytes: number) => meter.add(bytes, kit.clock.now());
    this.#kit = kit;
    this.#begun = begun;
    this.#twins = new TwinWatch(kit.board);
    this.#check = new CheckStage(kit, options.policy, (job) => this.#hash.enter(job));
    this.#hash = new HashStage(kit, options.hasher, {
      partBytes,
      next: (job) => this.#beginTransfer(job),
      mayRun: () => this.#sign.waitingCount + this.#transfer.ready.count < HASHED_AHEAD,
    });
    this.#sign = new SignStage(kit, {
      partBytes,
      next: (job) => this.#transferSigned(job),
      freeSlots: () => slots.free,
      ready: () => addReady(this.#transfer.ready, this.#parts.ready),
      bytesPerSecond: () => meter.bytesPerSecond(kit.clock.now()),
      moreIsComing: () => this.#hash.isBusy || this.#check.waitingCount > 0,
    });
    const signAnew = (job: Job) => this.#sign.enter(job);
    const startOver = (job: Job) => this.#startOver(job);
    this.#transfer = new TransferStage(kit, slots, { next, signAnew, onBytes });
    this.#parts = new PartsStage(kit, { slots, partBytes, next, startOver, onBytes });
    this.#poster = new PosterStage(kit, {
      maker: options.posters,
      hasher: options.hasher,
      slots,
      next: (job) => this.#register.enter(job),
    });
    this.#register = new RegisterStage(kit, {
      moreIsComing: () => kit.board.activeCount > this.#register.count,
      sendAgain: (job) => this.#hash.enter(job),
      onRegistered: options.onRegistered,
      onEnded: (job) => begun.forget(job),
    });
  }

  /** Puts a job where there is still something to do for it. */
  enter(job: Job): void {
    if (job.filetype === null) return this.#check.enter(job);
    if (job.stored) return this.#poster.enter(job);
    if (job.digests === null) return this.#hash.enter(job);
    if (job.presigned?.kind === "parts") return this.#parts.enter(job, { isResumed: true });
    this.#sign.enter(job);
  }

  drop(job: Job): void {
    for (const stage of this.#stages()) stage.drop(job);
  }

  pump(): void {
    for (const stage of this.#stages()) stage.pump();
  }

  /** What is near its end goes before what begins, and small files before large ones. */
  #stages(): readonly { drop(job: Job): void; pump(): void }[] {
    return [this.#transfer, this.#poster, this.#parts, this.#register, this.#sign, this.#hash, this.#check];
  }

  #beginTransfer(job: Job): void {
    if (job.onDuplicate === "report" && this.#twins.isTwin(job))
      return failJob(this.#kit, job, ownFailure("listed_twice"));
    const begun = this.#begun.claim(job);
    if (begun === null) return this.#sign.enter(job);
    job.presigned = begun;
    this.#parts.enter(job, { isResumed: true });
  }

  #transferSigned(job: Job): void {
    if (job.presigned?.kind !== "parts") return this.#transfer.enter(job);
    this.#begun.remember(job, job.presigned);
    this.#parts.enter(job, { isResumed: false });
  }

  /** The server let go of what was sent of it: once that is begun anew, twice it is given up. */
  #startOver(job: Job): void {
    this.#begun.forget(job);
    job.presigned = null;
    if (job.renewed) return failJob(this.#kit, job, ownFailure("upload_expired"));
    job.renewed = true;
    this.#sign.enter(job);
  }
}

type Ready = { readonly count: number; readonly bytes: number };

function addReady(one: Ready, other: Ready): Ready {
  return { count: one.count + other.count, bytes: one.bytes + other.bytes };
}
