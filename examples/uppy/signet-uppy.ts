/**
 * Uppy 6 with its aws-s3 plugin, on Signet's own routes: small files go with one presigned PUT each, large ones in parts,
 * and what has arrived is registered at the end. How it is used, and what it lacks: docs/uppy.md.
 */
import AwsS3, { type AwsS3Options } from "@uppy/aws-s3";
import type { Uppy } from "@uppy/core";
import type { RegisterImageRequest, RegisterImageResponse } from "@/lib/contracts/upload";
import { abandon, begin, listParts, presign, reasonOf, register, signPart, sleep } from "./signet-api";
import { answerBegun, answerCompleted, answerNothing, answerParts } from "./store-answers";

/** A file beyond this goes in parts. */
const PARTS_ABOVE_BYTES = 16 * 1024 ** 2;
/** How many files one registration may name. */
const BATCH = 100;
/** How often the server is asked after a large file that it is reading, each time after the pause that it names. */
const MAX_ASKED = 300;

type File = ReturnType<Uppy["getFile"]>;
type Own<Kind> = Kind extends Uppy<infer M, infer B> ? AwsS3Options<M, B> : never;
type SignRequest = Extract<Own<Uppy>, { signRequest: unknown }>["signRequest"];
type Signing = Parameters<SignRequest>[0];
type Image = RegisterImageResponse["image"];
type Begun = { readonly uploadId: string; readonly key: string; readonly partSizeBytes: number };

export type SignetOptions = {
  /** The file was verified and is an image now. */
  readonly onRegistered?: (file: File, image: Image) => void;
};

/** Has this Uppy upload to Signet. The page must be of Signet's own origin, and somebody signed in who may upload. */
export function uploadToSignet(uppy: Uppy, { onRegistered = () => undefined }: SignetOptions = {}): void {
  const uploads = new SignetUploads(uppy, onRegistered);
  uppy.addPreProcessor((ids) => uploads.begin(ids));
  uppy.use(AwsS3, {
    shouldUseMultipart: isLarge,
    getChunkSize: ({ size }) => uploads.partSizeOf(size),
    // The signer has to find the file again: Signet mints the true key.
    generateObjectKey: ({ id }) => id,
    signRequest: (request) => uploads.sign(request),
  });
  uppy.addPostProcessor((ids) => uploads.register(ids));
}

function isLarge({ size }: { readonly size: number | null }): boolean {
  return (size ?? 0) > PARTS_ABOVE_BYTES;
}

class SignetUploads {
  readonly #uppy: Uppy;
  readonly #onRegistered: (file: File, image: Image) => void;
  readonly #begun = new Map<string, Begun>();
  /** By the file's id, of everything that was signed. */
  readonly #keys = new Map<string, string>();

  constructor(uppy: Uppy, onRegistered: (file: File, image: Image) => void) {
    this.#uppy = uppy;
    this.#onRegistered = onRegistered;
  }

  /** Large files are begun before Uppy cuts them: Signet says how large a part is. */
  async begin(ids: readonly string[]): Promise<void> {
    const large = this.#filesOf(ids).filter((file) => isLarge(file) && !this.#begun.has(file.id));
    for (const file of large) {
      await begin(describe(file)).then(
        (begun) => this.#begun.set(file.id, begun),
        (error: unknown) => this.#fail(file, error),
      );
    }
  }

  /** Parts of files of one size are of one size. */
  partSizeOf(sizeBytes: number): number {
    const same = [...this.#begun].find(([id]) => this.#uppy.getFile(id).size === sizeBytes);
    if (same === undefined) throw new Error("This upload in parts was not begun.");
    return same[1].partSizeBytes;
  }

  async sign(request: Signing): Promise<{ url: string; key?: string; headers?: Record<string, string> }> {
    if ("partNumber" in request) return signPart(request.uploadId, request.partNumber);
    if (!("uploadId" in request)) return this.#signFirst(request);
    if (request.method === "GET") return { url: answerParts(await listParts(request.uploadId)) };
    if (request.method === "POST") return { url: answerCompleted(request.key) };
    await abandon(request.uploadId);
    return { url: answerNothing() };
  }

  async #signFirst({ method, key: id }: Signing) {
    const begun = this.#begun.get(id);
    const { url, key, headers } =
      method === "POST" && begun !== undefined
        ? { url: answerBegun(begun.uploadId), key: begun.key, headers: {} }
        : await presign(describe(this.#uppy.getFile(id)));
    this.#keys.set(id, key);
    return { url, key, headers };
  }

  /** A file in parts has a request of its own: it names every part. */
  async register(ids: readonly string[]): Promise<void> {
    const arrived = this.#filesOf(ids).filter(({ id }) => this.#keys.has(id));
    const small = arrived.filter((file) => !isLarge(file));
    for (let start = 0; start < small.length; start += BATCH)
      await this.#registerBatch(small.slice(start, start + BATCH));
    for (const file of arrived.filter(isLarge)) await this.#registerBatch([file]);
  }

  async #registerBatch(files: readonly File[]): Promise<void> {
    try {
      const registrations = await Promise.all(files.map((file) => this.#describeArrived(file)));
      await this.#ask(files, registrations);
    } catch (error) {
      for (const file of files) this.#fail(file, error);
    }
  }

  /** What the server is still reading is asked for again. */
  async #ask(
    files: readonly File[],
    registrations: readonly RegisterImageRequest[],
    asked = 1,
  ): Promise<void> {
    const answers = await register(registrations);
    const isOpen = answers.map((answer) => "code" in answer && answer.code === "registration_in_progress");
    answers.forEach((answer, place) => {
      const file = files[place];
      if (file === undefined || isOpen[place]) return;
      if ("code" in answer) this.#fail(file, new Error(reasonOf(answer)));
      else this.#finish(file, answer.image);
    });
    const open = files.filter((_, place) => isOpen[place]);
    if (open.length === 0) return;
    if (asked === MAX_ASKED) throw new Error("The server is still reading the file.");
    await sleep(2);
    await this.#ask(
      open,
      registrations.filter((_, place) => isOpen[place]),
      asked + 1,
    );
  }

  async #describeArrived(file: File): Promise<RegisterImageRequest> {
    const { filename, filetype } = describe(file);
    const begun = this.#begun.get(file.id);
    const parts = begun === undefined ? {} : { parts: await listParts(begun.uploadId) };
    return { key: this.#keys.get(file.id) ?? "", filename, filetype, ...parts };
  }

  #finish(file: File, image: Image): void {
    this.#keys.delete(file.id);
    this.#begun.delete(file.id);
    this.#uppy.setFileState(file.id, { uploadURL: image.url });
    this.#onRegistered(file, image);
  }

  #fail(file: File, error: unknown): void {
    this.#uppy.emit("upload-error", file, error instanceof Error ? error : new Error(String(error)));
  }

  #filesOf(ids: readonly string[]): readonly File[] {
    return this.#uppy.getFilesByIds([...ids]).filter(({ error }) => !error);
  }
}

function describe({ name, type, size }: File) {
  return { filename: name, filetype: type, size: size ?? 0 };
}
