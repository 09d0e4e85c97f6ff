/** Notices the same content twice in one list: the server cannot report a duplicate of what is not registered yet. */
import type { Job } from "./job";
import type { JobBoard } from "./job-board";
import { isActive } from "./upload-item";

export class TwinWatch {
  readonly #board: JobBoard;
  readonly #holders = new Map<string, Job>();

  constructor(board: JobBoard) {
    this.#board = board;
  }

  /** Whether another file of the list already brings this job's content; if none does, this one now does. */
  isTwin(job: Job): boolean {
    const content = job.digests?.sha256 ?? null;
    if (content === null) return false;
    const holder = this.#holders.get(content);
    if (holder !== undefined && holder !== job && this.#counts(holder)) return true;
    this.#holders.set(content, job);
    return false;
  }

  /** Cleared, failed and cancelled ones bring nothing. */
  #counts({ item }: Job): boolean {
    const isListed = this.#board.find(item.id) !== undefined;
    return isListed && (isActive(item) || item.stage.name === "done");
  }
}
