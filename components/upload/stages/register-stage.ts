/** Has stored files registered as images: collected for a moment, several requests at a time so that none holds others. */
import type { RegisterImageRequest } from "@/lib/contracts/upload";
import { MAX_BATCH } from "@/lib/images/upload/upload-policy";
import type { Refusal } from "../transport/refusal";
import { type Answer, type RegisteredImage, registerImages } from "../transport/upload-api";
import { backOffMs } from "../engine/back-off";
import { Hold } from "./hold";
import { describeJob, type Job, rewindJob } from "../engine/job";
import type { UploadItem } from "../engine/upload-item";
import { failJob, retryJob, type StageKit } from "./stage-kit";
import { failureOf } from "../problems/upload-failure";

const MAX_REQUESTS = 4;
/** An attempt that died holds its upload for a minute, and the retries outlast that. */
const MAX_RETRIES = 7;
/** The store said that the file is there; if the server does not soon see it, waiting does not help. */
const MAX_MISSING_RETRIES = 3;
/** How often a file under verification is asked after, as a step of the back-off. */
const CHECK_PACE = 1;
const COLLECT_MS = 150;
/** While another request is under way, a fuller one is worth a little more patience. */
const COLLECT_MORE_MS = 400;

export type RegisterStageNeeds = {
  /** Whether files are still on their way to this stage. */
  readonly moreIsComing: () => boolean;
  readonly sendAgain: (job: Job) => void;
  readonly onRegistered: (items: readonly UploadItem[]) => void;
  /** It came to an end after which nothing is left to go on with. */
  readonly onEnded: (job: Job) => void;
};

export class RegisterStage {
  readonly #kit: StageKit;
  readonly #needs: RegisterStageNeeds;
  readonly #hold: Hold;
  #waiting = new Set<Job>();
  #running = 0;
  #asked = 0;
  #stopCollecting: (() => void) | null = null;

  constructor(kit: StageKit, needs: RegisterStageNeeds) {
    this.#kit = kit;
    this.#needs = needs;
    this.#hold = new Hold(kit);
  }

  /** How many are here, asked for or not. */
  get count(): number {
    return this.#waiting.size + this.#asked;
  }

  enter(job: Job): void {
    this.#waiting.add(job);
    this.#kit.board.move(job, { name: "registering", asked: false, note: null });
    this.#kit.wake();
  }

  drop(job: Job): void {
    this.#waiting.delete(job);
  }

  pump(): void {
    if (!this.#mayAsk()) return;
    if (this.#waiting.size >= MAX_BATCH || !this.#needs.moreIsComing()) return this.#send();
    this.#stopCollecting ??= this.#kit.clock.after(this.#running === 0 ? COLLECT_MS : COLLECT_MORE_MS, () => {
      this.#stopCollecting = null;
      this.#send();
    });
  }

  #mayAsk(): boolean {
    const isOnline = this.#kit.connectivity.isOnline();
    return this.#waiting.size > 0 && this.#running < MAX_REQUESTS && !this.#hold.isOn && isOnline;
  }

  #send(): void {
    if (!this.#mayAsk()) return;
    this.#stopCollecting?.();
    this.#stopCollecting = null;
    const jobs = this.#nextBatch();
    for (const job of jobs) this.#waiting.delete(job);
    void this.#register(jobs);
    this.#kit.wake();
  }

  /** One upload in parts fills a request: it names every one of its parts. */
  #nextBatch(): readonly Job[] {
    const [first, ...others] = this.#waiting;
    if (first === undefined || first.parts !== null) return first === undefined ? [] : [first];
    return [first, ...others.filter((job) => job.parts === null)].slice(0, MAX_BATCH);
  }

  async #register(jobs: readonly Job[]): Promise<void> {
    this.#running += 1;
    this.#asked += jobs.length;
    for (const job of jobs) this.#kit.board.move(job, { name: "registering", asked: true, note: null });
    const batch = await registerImages(this.#kit.transport, jobs.map(describeImage));
    this.#running -= 1;
    this.#asked -= jobs.length;
    if (batch.kind === "refused") this.#refuseAll(jobs, batch.refusal);
    else this.#takeAll(jobs, batch.answers);
    this.#kit.wake();
  }

  #takeAll(jobs: readonly Job[], answers: readonly Answer<RegisteredImage>[]): void {
    this.#hold.clear();
    const registered: UploadItem[] = [];
    answers.forEach((answer, place) => {
      const job = jobs[place];
      if (job === undefined) return;
      if (!answer.ok) return this.#refuse(job, answer.refusal);
      this.#kit.board.move(job, { name: "done", image: answer.value });
      registered.push(job.item);
      this.#needs.onEnded(job);
    });
    if (registered.length > 0) this.#needs.onRegistered(registered);
  }

  #refuseAll(jobs: readonly Job[], refusal: Refusal): void {
    const failure = failureOf(refusal);
    const offline = refusal.status === 0 && !this.#kit.connectivity.isOnline();
    const hold = { failure, retryAfterSeconds: refusal.retryAfterSeconds, maxRetries: MAX_RETRIES };
    const note = offline ? null : this.#hold.begin(hold);
    if (note === null && !offline) {
      for (const job of jobs) failJob(this.#kit, job, failure);
      return;
    }
    this.#waiting = new Set([...jobs, ...this.#waiting]);
    for (const job of jobs) this.#kit.board.move(job, { name: "registering", asked: false, note });
  }

  #refuse(job: Job, refusal: Refusal): void {
    if (refusal.code === "upload_expired" && !job.renewed) return this.#startOver(job);
    if (refusal.code === "poster_refused" && typeof job.poster === "string") {
      job.poster = null;
      return this.enter(job);
    }
    if (refusal.code === "registration_in_progress" && job.parts !== null) return this.#wait(job, refusal);
    retryJob(this.#kit, job, {
      failure: failureOf(refusal),
      retryAfterSeconds: refusal.retryAfterSeconds,
      maxRetries: refusal.code === "object_missing" ? MAX_MISSING_RETRIES : MAX_RETRIES,
      meanwhile: (note) => ({ name: "registering", asked: false, note }),
      again: (again) => this.enter(again),
    });
  }

  /** A large file is read back by a job of the server, which may take minutes: asked again for as long as it does. */
  #wait(job: Job, { retryAfterSeconds }: Refusal): void {
    const wait = backOffMs({ retries: CHECK_PACE, retryAfterSeconds, random: this.#kit.random() });
    this.#kit.board.move(job, { name: "registering", asked: true, note: "Checking on the server" });
    const { signal } = job.halt;
    this.#kit.clock.after(wait, () => {
      if (!signal.aborted) this.enter(job);
    });
  }

  /** The upload ran out of time between its last byte and this call (a laptop that slept): sent once more. */
  #startOver(job: Job): void {
    this.#needs.onEnded(job);
    rewindJob(job, "restart");
    job.renewed = true;
    this.#needs.sendAgain(job);
  }
}

function describeImage(job: Job): RegisterImageRequest {
  return {
    key: job.presigned?.key ?? "",
    ...describeJob(job),
    ...(job.parts === null ? {} : { parts: job.parts.map(({ partNumber, etag }) => ({ partNumber, etag })) }),
    ...(typeof job.poster === "string" ? { poster: job.poster } : {}),
  };
}
