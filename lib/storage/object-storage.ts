/**
 * The port to a bucket: what operations may ask of it. One bucket, keys of ours only; no byte of a whole file
 * passes through, except to prove a checksum that the provider did not prove, and in jobs that make variants.
 * Every call gives up in time and throws `AppError("storage_unavailable")` when the store does not answer.
 */
import type { Readable } from "node:stream";
import type { ObjectKey } from "@/lib/images/object-key";
import type { UploadDefences } from "@/lib/installation/upload-defences";

export type PutRequest = {
  readonly key: ObjectKey;
  readonly filetype: string;
  readonly sizeBytes: number | null;
  readonly sha256: string | null;
  readonly md5: string | null;
  /** What of it the store enforces: the rest goes unsigned. */
  readonly defences: UploadDefences;
  readonly expiresInSeconds: number;
};

/** Method, URL and headers that let a browser write one key. */
export type PresignedUpload = {
  readonly method: "PUT";
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly expiresAt: Date;
};

export type GetRequest = {
  readonly key: ObjectKey;
  readonly filetype: string;
  /** A whole `Content-Disposition` value. */
  readonly contentDisposition: string;
  /** How long it lives and whether it is rounded to a window: display is, a download is short and is not. */
  readonly purpose: "display" | "download";
  /** What shifts the window, so that never a whole screen turns at once: the image's id. */
  readonly phaseKey: string;
};

export type SignedGet = { readonly url: string; readonly expiresAt: Date };

/** Signs with the credentials and by the clock of the moment at which it was opened: for one answer, not to be kept. */
export type GetSigner = (request: GetRequest) => SignedGet;

/** What the store says of an object; the checksum only where the provider has computed one over the whole. */
export type ObjectFacts = {
  readonly sizeBytes: number;
  readonly etag: string;
  readonly sha256: string | null;
};

/** For every object that we keep: its key never changes its content, and a signed URL says the same for its own life. */
export const CACHE_CONTROL = "private, max-age=31536000, immutable";

export type CopyRequest = {
  readonly from: ObjectKey;
  readonly to: ObjectKey;
  readonly filetype: string;
  readonly cacheControl: string;
};

/** Bytes that we have made ourselves. */
export type WriteRequest = {
  readonly key: ObjectKey;
  readonly bytes: Uint8Array;
  readonly filetype: string;
  readonly cacheControl: string;
};

/** `patient`: nobody waits for the answer; the signal sets the limit. */
export type CallOptions = { readonly signal?: AbortSignal; readonly patient?: boolean };

/** A part of an object, which must still be the one with this ETag. */
export type Range = { readonly offset: number; readonly length: number; readonly etag: string };

export type PartRequest = {
  readonly key: ObjectKey;
  readonly multipartId: string;
  readonly partNumber: number;
  readonly sizeBytes: number;
  /** Base64 of 16 bytes. */
  readonly md5: string | null;
  readonly expiresInSeconds: number;
};

export type PresignedPart = Omit<PresignedUpload, "method">;
export type CompletedPart = { readonly partNumber: number; readonly etag: string };
export type StoredPart = CompletedPart & { readonly sizeBytes: number };

/** `wrong_parts`: one of them never arrived, or is another than listed; `gone`: the store knows no such upload. */
export type Completion = "completed" | "wrong_parts" | "gone";

/** Uploads in parts; `multipartId` is what the store calls one. */
export interface MultipartStorage {
  begin(
    request: { readonly key: ObjectKey; readonly filetype: string; readonly cacheControl: string },
    options?: CallOptions,
  ): Promise<string>;
  /** Binds the part's length into the signature, and its MD5 when that is given. */
  signPart(request: PartRequest): Promise<PresignedPart>;
  /** Null when the store knows no such upload: it was put together, or aborted. */
  listParts(key: ObjectKey, multipartId: string, options?: CallOptions): Promise<StoredPart[] | null>;
  /** Puts the object together from exactly these parts; from then on the URLs of parts lead nowhere. */
  complete(
    key: ObjectKey,
    multipartId: string,
    parts: readonly CompletedPart[],
    options?: CallOptions,
  ): Promise<Completion>;
  /** Aborts every upload in parts under a key, those that nobody recorded too. */
  abortAll(key: ObjectKey, options?: CallOptions): Promise<void>;
}

export interface ObjectStorage {
  /** Names the bucket and where it is reached: what is known of one store says nothing about another. */
  describe(): string;
  /** Whether URLs lead to a cache in front of the bucket, which may go on showing an object that is gone until they end. */
  keepsCopies(): boolean;
  readonly multipart: MultipartStorage;
  signPut(request: PutRequest): Promise<PresignedUpload>;
  /** What an answer needs to sign as many GETs as it has pictures. */
  openGetSigner(): Promise<GetSigner>;
  /** What time it is for whoever checks a signed URL. */
  signingTime(): Promise<Date>;
  /** Null when there is no such object. */
  head(key: ObjectKey, options?: CallOptions): Promise<ObjectFacts | null>;
  /** Bytes from `offset`, `length` at most, and the object's whole size; null when there is no such object. */
  readRange(
    key: ObjectKey,
    offset: number,
    length: number,
    options?: CallOptions,
  ): Promise<{ bytes: Uint8Array; sizeBytes: number } | null>;
  /** A range as a stream; null when there is no such object. Whoever asks reads it to its end, or destroys it. */
  openRange(key: ObjectKey, range: Range, options?: CallOptions): Promise<Readable | null>;
  /** Base64 of the SHA-256, by reading the object once as a stream; null when there is no such object. */
  computeSha256(key: ObjectKey, options?: CallOptions): Promise<string | null>;
  /** Copies with all metadata replaced by ours; false when the source does not exist. */
  copy(request: CopyRequest, options?: CallOptions): Promise<boolean>;
  /** The whole object as a stream, which whoever asks ends; null when there is none. */
  openRead(
    key: ObjectKey,
    options?: CallOptions,
  ): Promise<{ readonly bytes: Readable; readonly sizeBytes: number } | null>;
  /** Writes an object and gives its ETag. */
  write(request: WriteRequest, options?: CallOptions): Promise<string>;
  /** Removes an object with every version of it; one that is gone already counts as removed. */
  remove(key: ObjectKey, options?: CallOptions): Promise<void>;
  /** Throws when the bucket cannot be reached with the configured credentials. */
  ping(options?: CallOptions): Promise<void>;
}
