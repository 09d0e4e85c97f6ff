/** An upload as presigning writes it into the ledger: its id, its key and its deadlines. */
import { extensionOf } from "../media-type";
import { planParts } from "./multipart";
import { mintOriginalKey, mintStagingKey, type ObjectKey } from "../object-key";
import {
  type DeclaredUpload,
  MULTIPART_SECONDS,
  PART_URL_SECONDS,
  PUT_URL_SECONDS,
  TRANSFER_GRACE_SECONDS,
} from "./upload";

export type NewUpload = {
  readonly id: string;
  readonly ownerId: string;
  /** The key that presigning gives. */
  readonly stagingKey: ObjectKey;
  readonly declared: DeclaredUpload;
  /** Null: a single PUT. */
  readonly partSizeBytes: number | null;
  /** The image that the key was minted for; null for a staging key. */
  readonly imageId: string | null;
  /** Until when it may be registered. */
  readonly expiresAt: Date;
  /** Until when somebody may write the key. */
  readonly writableUntil: Date;
};

/** A single PUT to a staging key. */
export function draftSinglePut(ownerId: string, declared: DeclaredUpload, now: Date): NewUpload {
  const expiresAt = later(now, PUT_URL_SECONDS + TRANSFER_GRACE_SECONDS);
  return {
    id: crypto.randomUUID(),
    ownerId,
    stagingKey: mintStagingKey(),
    declared,
    partSizeBytes: null,
    imageId: null,
    expiresAt,
    writableUntil: expiresAt,
  };
}

/** In parts, straight to the final key: the URLs of parts die when they are put together, so no copy is needed. */
export function draftMultipart(
  ownerId: string,
  declared: DeclaredUpload,
  sizeBytes: number,
  now: Date,
): NewUpload {
  const imageId = crypto.randomUUID();
  const expiresAt = later(now, MULTIPART_SECONDS);
  return {
    id: crypto.randomUUID(),
    ownerId,
    stagingKey: mintOriginalKey(imageId, extensionOf(declared.filetype)),
    declared,
    partSizeBytes: planParts(sizeBytes).partSizeBytes,
    imageId,
    expiresAt,
    writableUntil: later(expiresAt, PART_URL_SECONDS + TRANSFER_GRACE_SECONDS),
  };
}

function later(moment: Date, seconds: number): Date {
  return new Date(moment.getTime() + seconds * 1000);
}
