/** A file on its way, as the engine's stages hand it on: the item that people see, and what the stages have found out. */
import type { MediaType } from "@/lib/images/media-type";
import type { Digests } from "../hashing/digest-file";
import type { StoredPart } from "../transport/parts-api";
import type { Presigned } from "../transport/upload-api";
import type { UploadItem } from "./upload-item";

export type Job = {
  item: UploadItem;
  filetype: MediaType | null;
  digests: Digests | null;
  presigned: Presigned | null;
  /** Of an upload in parts: what it is put together from, once the bucket has all of them. */
  parts: readonly StoredPart[] | null;
  /** The key of a picture of this video; null when none could be made, undefined before that was tried. */
  poster: string | null | undefined;
  /** Whether its bytes lie at the key of `presigned`. */
  stored: boolean;
  onDuplicate: "allow" | "report";
  /** Retries within the present stage. */
  retries: number;
  /** Whether its URL was signed anew already after it had expired. */
  renewed: boolean;
  /** Ends whatever is being done for it; a new one at each retry. */
  halt: Halt;
};

/** An AbortController that is made when it is needed: ten thousand files are chosen at once, and few are on their way. */
class Halt {
  #controller: AbortController | undefined;

  get signal(): AbortSignal {
    return this.#own().signal;
  }

  abort(): void {
    this.#own().abort();
  }

  #own(): AbortController {
    return (this.#controller ??= new AbortController());
  }
}

export function startJob(item: UploadItem, onDuplicate: Job["onDuplicate"]): Job {
  return {
    item,
    filetype: null,
    digests: null,
    presigned: null,
    parts: null,
    poster: undefined,
    stored: false,
    onDuplicate,
    retries: 0,
    renewed: false,
    halt: new Halt(),
  };
}

/** Makes a job ready to begin again; what is still of use is kept. */
export function rewindJob(job: Job, from: "resume" | "restart"): void {
  job.halt.abort();
  job.halt = new Halt();
  job.retries = 0;
  job.renewed = false;
  if (from === "resume") return;
  job.presigned = null;
  job.parts = null;
  job.poster = undefined;
  job.stored = false;
  job.digests = null;
}

/** The name and type under which a job's file is declared to the API. */
export function describeJob(job: Job): { readonly filename: string; readonly filetype: string } {
  return { filename: job.item.filename, filetype: job.filetype ?? job.item.file.type };
}
