/**
 * Which uploads in parts have begun: kept in memory while they are under way, offered again after a reload, and let go
 * of when they end. Giving one up has the server remove what it has of it.
 */
import type { Job } from "../engine/job";
import { abandonUpload } from "../transport/parts-api";
import type { Transport } from "../transport/transport";
import type { PresignedParts } from "../transport/upload-api";
import { isSameFile, type RememberedUpload, type UploadMemory } from "./upload-memory";

type BegunUploadsOptions = {
  readonly memory: UploadMemory;
  readonly transport: Transport;
  readonly onChange: () => void;
};

export class BegunUploads {
  readonly #options: BegunUploadsOptions;
  #unfinished: readonly RememberedUpload[] = [];

  constructor(options: BegunUploadsOptions) {
    this.#options = options;
  }

  /** Those of an earlier visit, which wait for their file to be chosen again. */
  get unfinished(): readonly RememberedUpload[] {
    return this.#unfinished;
  }

  /** Looks up what is unfinished, but for what this page is at itself. */
  async recall(jobs: readonly Job[]): Promise<void> {
    const own = new Set(jobs.map(({ presigned }) => presigned?.key));
    const remembered = await this.#options.memory.unfinished();
    this.#unfinished = remembered.filter(({ key }) => !own.has(key));
    if (this.#unfinished.length > 0) this.#options.onChange();
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
    this.#options.memory.remember({ ...presigned, filename, sizeBytes, lastModified, sha256 });
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

  #settle(uploadId: string): void {
    this.#unfinished = this.#unfinished.filter((upload) => upload.uploadId !== uploadId);
    this.#options.onChange();
  }
}
