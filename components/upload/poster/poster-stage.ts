/**
 * Gives videos a picture before they are registered: a frame, sent as an ordinary upload of its own. Whatever goes
 * wrong here costs the picture and never the video. After the transfer, so that it is not over before its video.
 */
import { mediaTypes } from "@/lib/images/media-type";
import type { Job } from "../engine/job";
import type { Hasher } from "../hashing/hasher";
import type { Slots } from "../stages/slots";
import type { StageKit } from "../stages/stage-kit";
import { watchedPut } from "../stages/watched-put";
import { presignUploads } from "../transport/upload-api";
import type { PosterMaker } from "./poster-maker";

export type PosterStageNeeds = {
  readonly maker: PosterMaker;
  readonly hasher: Hasher;
  readonly slots: Slots;
  readonly next: (job: Job) => void;
};

export class PosterStage {
  readonly #kit: StageKit;
  readonly #needs: PosterStageNeeds;
  readonly #waiting = new Set<Job>();
  #isBusy = false;

  constructor(kit: StageKit, needs: PosterStageNeeds) {
    this.#kit = kit;
    this.#needs = needs;
  }

  /** How many are here. */
  get count(): number {
    return this.#waiting.size + (this.#isBusy ? 1 : 0);
  }

  enter(job: Job): void {
    const isVideo = job.filetype !== null && mediaTypes[job.filetype].kind === "video";
    if (!isVideo || job.poster !== undefined) return this.#needs.next(job);
    this.#waiting.add(job);
    this.#kit.board.move(job, { name: "registering", asked: false, note: "Taking a picture of it" });
    this.#kit.wake();
  }

  drop(job: Job): void {
    this.#waiting.delete(job);
  }

  pump(): void {
    const [job] = this.#waiting;
    if (job === undefined || this.#isBusy) return;
    this.#waiting.delete(job);
    void this.#illustrate(job);
  }

  /** One at a time: a video being decoded takes a good part of a small machine. */
  async #illustrate(job: Job): Promise<void> {
    const { signal } = job.halt;
    this.#isBusy = true;
    const picture = await this.#needs.maker.make(job.item.file, signal);
    const key = picture === null || signal.aborted ? null : await this.#send(job, picture);
    this.#isBusy = false;
    if (!signal.aborted) {
      job.poster = key;
      this.#needs.next(job);
    }
    this.#kit.wake();
  }

  /** The key at which the picture lies; null when it did not get there. */
  async #send(job: Job, picture: Blob): Promise<string | null> {
    const { transport, clock } = this.#kit;
    const { signal } = job.halt;
    const digests = await this.#needs.hasher.hash(picture, { partBytes: null, signal });
    const file = {
      filename: `${job.item.filename.slice(0, 200)} poster.${picture.type === "image/png" ? "png" : "webp"}`,
      filetype: picture.type,
      size: picture.size,
      ...(digests?.sha256 === null || digests === null ? {} : { sha256: digests.sha256 }),
    };
    const batch = await presignUploads(transport, [file], () => clock.now());
    const answer = batch.kind === "answered" ? batch.answers[0] : undefined;
    if (answer?.ok !== true || answer.value.kind !== "whole" || signal.aborted) return null;
    const { url, headers, key } = answer.value;
    this.#needs.slots.take();
    const { status } = await watchedPut(this.#kit, {
      url,
      headers,
      file: picture,
      onSent: () => undefined,
      signal,
    });
    this.#needs.slots.give();
    return status >= 200 && status < 300 ? key : null;
  }
}
