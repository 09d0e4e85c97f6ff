/**
 * An upload: the ledger row written before bytes move, and the moves between its states.
 *
 *   issued -> registering -> registered      verified, an image exists
 *                 |    `---> rejected        refused; the object is removed, the reason kept
 *                 |-> (lease over) retaken by the next attempt
 *                 `-> issued       handed to a job, which takes it up again
 *   issued -> expired                        nobody registered it in time; the sweep takes the object
 */
import { z } from "zod";
import { VISIBILITIES } from "../image";
import type { MediaType } from "../media-type";
import type { ObjectKey } from "../object-key";
import { ROLES } from "../viewer";

export const UPLOAD_STATES = ["issued", "registering", "registered", "rejected", "expired"] as const;
export type UploadState = (typeof UPLOAD_STATES)[number];

/** How long a PUT URL works. */
export const PUT_URL_SECONDS = 600;
/** How long after that a slow transfer may still end: a store checks the expiry at the start only. */
export const TRANSFER_GRACE_SECONDS = 3600;
/** How long an upload in parts may take: 5 GiB on a slow line. */
export const MULTIPART_SECONDS = 24 * 3600;
/** How long the URL of one part works. */
export const PART_URL_SECONDS = 600;
/** Above this size an object is verified by a job: reading it does not fit into a request. */
export const LARGE_BYTES = 64 * 1024 ** 2;
/** How long one attempt at registering holds the upload; a job that takes longer renews it. */
export const LEASE_SECONDS = 60;
/** How long after its lease a stalled attempt might still write the key it had announced. */
export const ATTEMPT_GRACE_SECONDS = 900;

/** What the browser claims about a file; every part of it is proved on the stored object before it counts. */
export type DeclaredUpload = {
  readonly filename: string;
  readonly filetype: MediaType;
  readonly sizeBytes: number | null;
  /** Base64 of 32 bytes. */
  readonly sha256: string | null;
  /** Base64 of 16 bytes. */
  readonly md5: string | null;
};

/** An upload in parts; `multipartId` is what the store calls it, null when it was never begun there. */
export type Multipart = { readonly partSizeBytes: number; readonly multipartId: string | null };

/** What was asked about an upload whose registration was handed to a job. */
export const keptRegistration = z.strictObject({
  viewer: z.strictObject({ id: z.uuid(), role: z.enum(ROLES), apiKeyId: z.uuid().optional() }),
  filename: z.string(),
  alt: z.string().optional(),
  title: z.string().optional(),
  visibility: z.enum(VISIBILITIES).optional(),
  poster: z.string().optional(),
});
export type KeptRegistration = z.infer<typeof keptRegistration>;

export type Upload = {
  readonly id: string;
  readonly ownerId: string;
  /** The key that presigning gave; of an upload in parts the final one. */
  readonly stagingKey: ObjectKey;
  /** Null: a single PUT. */
  readonly multipart: Multipart | null;
  readonly state: UploadState;
  readonly declared: DeclaredUpload;
  /** Null as long as no job has it. */
  readonly registration: KeptRegistration | null;
  /** Until when it may be registered: the end of the PUT URL and of a slow transfer begun just before. */
  readonly expiresAt: Date;
  /** The fencing token: a later attempt has a higher one, and only the latest may commit. */
  readonly attempt: number;
  readonly imageId: string | null;
  readonly problem: UploadProblem | null;
};

/** Why an upload was refused for good. */
export type UploadProblem = {
  readonly code: "content_mismatch" | "unsupported_content";
  readonly detail: string;
};
