/**
 * Which uploads in parts have begun: kept in memory while they are under way, offered again after a reload, and let go
 * of when they end. Giving one up has the server remove what it has of it.
 */
import { describeJob, type Job } from "../engine/job";
import { abandonUpload } from "../transport/parts-api";
import type { PresignedParts } from "../transport/upload-api";
import { type FinishKit, findAllParts, registerStored } from "./finish-stored";
import { isSameFile, type RememberedUpload, type UploadMemory } from "./upload-memory";

type BegunUploadsOptions = FinishKit & {
  readonly memory: UploadMemory;
  readonly onChange: () => void;
  /** One of an earlier visit has become an image without its file. */
  readonly onFinished: (filename: string) => void;
};

export class BegunUploads {
  readonly #options: BegunUploadsOptions;
  #unfinished: readonly RememberedUpload[] = [];
  #finishing: ReadonlySet<string> = new Set();

  constructor(options: BegunUploadsOptions) {
    this.#options = options;
  }

  /** Those of an earlier visit, which wait for their file to be chosen again. */
  get unfinished(): readonly RememberedUpload[] {
    return this.#unfinished;
  }

  /** The ids of those that need nothing any more and are being registered. */
  get finishing(): ReadonlySet<string> {
    return this.#finishing;
  }

  /** Looks up what is unfinished, but for what this page is at itself, and finishes what is whole. */
  async recall(jobs: readonly Job[], signal: AbortSignal): Promise<void> {
    const own = new Set(jobs.map(({ presigned }) => presigned?.key));
    const remembered = await this.#options.memory.unfinished();
    this.#unfinished = remembered.filter(({ key }) => !own.has(key));
    if (this.#unfinished.length > 0) this.#options.onChange();
    await Promise.all(this.#unfinished.map((upload) => this.#finish(upload, signal)));
  }

  /** The upload of an earlier visit that this job's file goes on with. */
  claim(job: Job): RememberedUpload | null {
    const { file } = job.item;
    const sha256 = job.digests?.sha256 ?? null;
    const begun = this.#unfinished.find((upload) => isSameFile(upload, file, sha256));
    if (begun === undefined) return null;
    this.#options.memory.remember(begun);
    this.#settle(begun.uploadId);
    return begun;
  }

  remember(job: Job, presigned: PresignedParts): void {
    const { name: filename, size: sizeBytes, lastModified } = job.item.file;
    const sha256 = job.digests?.sha256 ?? null;
    const { filetype } = describeJob(job);
    this.#options.memory.remember({ ...presigned, filename, filetype, sizeBytes, lastModified, sha256 });
  }

  /** It came to its end. */
  forget({ presigned }: Job): void {
    if (presigned?.kind === "parts") this.#options.memory.forget(presigned.uploadId);
  }

  /** Nobody will go on with what the bucket has of it. */
  abandon(job: Job): void {
    if (job.presigned?.kind !== "parts") return;
    this.forget(job);
    abandonUpload(this.#options.transport, job.presigned.uploadId);
    job.presigned = null;
    job.parts = null;
    job.stored = false;
  }

  /** The same for one of an earlier visit. */
  abandonUnfinished(uploadId: string): void {
    this.#settle(uploadId);
    this.#options.memory.forget(uploadId);
    abandonUpload(this.#options.transport, uploadId);
  }

  async #finish(upload: RememberedUpload, signal: AbortSignal): Promise<void> {
    const { uploadId, filename } = upload;
    const arrived = await findAllParts(this.#options, upload);
    if (arrived === null || signal.aborted || !this.#unfinished.includes(upload)) return;
    this.#setFinishing(uploadId, true);
    const isImage = await registerStored(this.#options, upload, arrived, signal);
    if (isImage && this.#unfinished.includes(upload)) {
      this.#options.memory.forget(uploadId);
      this.#settle(uploadId);
      this.#options.onFinished(filename);
    }
    this.#setFinishing(uploadId, false);
  }

  #setFinishing(uploadId: string, isFinishing: boolean): void {
    const others = [...this.#finishing].filter((id) => id !== uploadId);
    this.#finishing = new Set(isFinishing ? [...others, uploadId] : others);
    this.#options.onChange();
  }

  #settle(uploadId: string): void {
    this.#unfinished = this.#unfinished.filter((upload) => upload.uploadId !== uploadId);
    this.#options.onChange();
  }
}
