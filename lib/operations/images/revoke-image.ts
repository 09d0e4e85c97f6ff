import "server-only";
import { findImage } from "@/lib/db/images/images";
import { promiseRevocation } from "@/lib/db/images/revocations";
import { AppError } from "@/lib/errors";
import { failpoint } from "@/lib/failpoint";
import { mayChange } from "@/lib/images/access";
import type { Image } from "@/lib/images/image";
import type { EditorViewer } from "@/lib/images/viewer";
import { enqueueObjectRemoval, enqueueRevocations } from "@/lib/jobs/enqueue";
import { describeError, log } from "@/lib/log";
import { replaceObject } from "@/lib/revocation/replace-object";
import type { ObjectStorage } from "@/lib/storage/object-storage";
import { s3ObjectStorage } from "@/lib/storage/s3/s3-object-storage";
import { tryRemove } from "@/lib/storage/try-remove";

export type Revoked = {
  readonly image: Image;
  /** `pending`: the promise is written down, and a job keeps it as soon as the store lets it. */
  readonly state: "done" | "pending";
  /** Until when the last URL on record would have worked; null when none did. */
  readonly lastUrlUntil: Date | null;
  /** Whether the objects that the URLs led to are gone already: then none reads the bucket any more. */
  readonly oldObjectsGone: boolean;
  /** Whether a cache in front of the bucket may still answer URLs on record until they end. */
  readonly copiesMayRemain: boolean;
};

/** What a store surely copies and proves within a request. */
const MAX_BYTES_AT_ONCE = 64 * 1024 ** 2;
const BUDGET_SECONDS = 4;
// Should this process die, the job takes over after that.
const GRACE_SECONDS = 15;

/**
 * Makes every URL stop working that was handed out for an image: its bytes get another key, the old one is removed.
 * Whatever fails on the way, the promise is kept later. @throws AppError `image_not_found`, `not_allowed`
 */
export async function revokeImage({
  viewer,
  id,
  storage = s3ObjectStorage,
  maxBytesAtOnce = MAX_BYTES_AT_ONCE,
}: {
  viewer: EditorViewer;
  id: string;
  storage?: ObjectStorage;
  maxBytesAtOnce?: number;
}): Promise<Revoked> {
  const asked = await findImage(id);
  if (asked === null) throw new AppError("image_not_found");
  if (!mayChange(viewer, asked))
    throw new AppError("not_allowed", { detail: "Only its uploader and admins may revoke its URLs." });
  const atOnce = asked.sizeBytes <= maxBytesAtOnce;
  const promised = await promiseRevocation(viewer, asked.id, atOnce ? GRACE_SECONDS : 0);
  if (promised === undefined) throw new AppError("image_not_found");
  const dead = atOnce ? await keepPromise(asked.id, storage) : null;
  const oldObjectsGone = dead !== null && (await tryRemove(storage, dead));
  await (dead === null ? enqueueRevocations() : enqueueObjectRemoval());
  const image = await findImage(asked.id);
  if (image === null) throw new AppError("image_not_found");
  failpoint("revoke.before-response");
  const copiesMayRemain = promised.lastUrlUntil !== null && storage.keepsCopies();
  return { image, state: dead === null ? "pending" : "done", ...promised, oldObjectsGone, copiesMayRemain };
}

/** The keys that are dead now; null when it could not be done yet. */
async function keepPromise(imageId: string, storage: ObjectStorage) {
  try {
    // Read after the promise was written: what somebody else kept in between counts for it too.
    const image = await findImage(imageId);
    if (image === null) return [];
    const signal = AbortSignal.timeout(BUDGET_SECONDS * 1000);
    return await replaceObject(image, { storage, signal, budgetSeconds: BUDGET_SECONDS });
  } catch (error) {
    log.warn({ operation: "revoke-image", image: imageId, error: describeError(error) });
    return null;
  }
}
