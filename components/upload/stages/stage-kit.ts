/** What every stage of the engine works with, and the two ways in which a stage gets rid of a job that went wrong. */
import { backOffMs, MAX_WAIT_SECONDS } from "../engine/back-off";
import type { Clock } from "../engine/clock";
import type { Job } from "../engine/job";
import type { JobBoard } from "../engine/job-board";
import type { UploadFailure } from "../problems/upload-failure";
import type { UploadStage } from "../engine/upload-item";
import type { Transport } from "../transport/transport";

export interface Connectivity {
  isOnline(): boolean;
  /** Calls back at each change; the answer unsubscribes. */
  subscribe(listener: () => void): () => void;
}

export type StageKit = {
  readonly board: JobBoard;
  readonly clock: Clock;
  readonly random: () => number;
  readonly transport: Transport;
  readonly connectivity: Connectivity;
  /** Has every stage look soon whether there is something to do. */
  readonly wake: () => void;
  /** Gives up everything that has not begun to move, when the cause would stop each of them. */
  readonly giveUpAll: (failure: UploadFailure) => void;
};

export type Retry = {
  readonly failure: UploadFailure;
  readonly retryAfterSeconds: number | null;
  readonly maxRetries: number;
  /** The stage shown while it waits. */
  readonly meanwhile: (note: string) => UploadStage;
  readonly again: (job: Job) => void;
};

/** Ends a job with a failure. */
export function failJob(kit: StageKit, job: Job, failure: UploadFailure): void {
  kit.board.move(job, { name: "failed", failure });
  if (failure.concernsAll) kit.giveUpAll(failure);
}

/** Has a job tried again after a wait, unless it was tried often enough or the wait would be too long. */
export function retryJob(kit: StageKit, job: Job, retry: Retry): void {
  const { failure, retryAfterSeconds, maxRetries } = retry;
  const tooLong = retryAfterSeconds !== null && retryAfterSeconds > MAX_WAIT_SECONDS;
  if (!failure.passing || job.retries >= maxRetries || tooLong) return failJob(kit, job, failure);
  const wait = backOffMs({ retries: job.retries, retryAfterSeconds, random: kit.random() });
  job.retries += 1;
  kit.board.move(job, retry.meanwhile(`${failure.what}. Trying again (${job.retries} of ${maxRetries}).`));
  const { signal } = job.halt;
  kit.clock.after(wait, () => {
    if (!signal.aborted) retry.again(job);
  });
}
