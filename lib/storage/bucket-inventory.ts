/**
 * The second port to a bucket: what reconciling asks of it. Unlike `ObjectStorage` it sees keys that are none of ours,
 * so they are plain text here. Listings come as pages in the order of their keys, and fail rather than end early:
 * they throw `ListingFault` for an answer that cannot be believed and `AppError("storage_unavailable")` for none.
 */
import type { ListedObject } from "@/lib/images/reconcile/difference";
import type { KeyPages } from "@/lib/images/reconcile/key-stream";
import type { CallOptions } from "./object-storage";

export type ListedMultipart = {
  readonly key: string;
  readonly multipartUploadId: string;
  readonly begunAt: Date;
};

export interface BucketInventory {
  /** Every object of the bucket. */
  listObjects(options?: CallOptions): KeyPages<ListedObject>;
  /** Every multipart upload under way; several may have one key. */
  listMultipartUploads(options?: CallOptions): KeyPages<ListedMultipart>;
  /** Null when there is no such object. */
  describe(key: string, options?: CallOptions): Promise<ListedObject | null>;
  /** Ends a multipart upload and frees its parts; one that is over already counts as ended. */
  abortMultipart(upload: Omit<ListedMultipart, "begunAt">, options?: CallOptions): Promise<void>;
  /** The restore guard's copy of the epoch; null when there is none. */
  readEpoch(options?: CallOptions): Promise<string | null>;
  writeEpoch(text: string, options?: CallOptions): Promise<void>;
}
