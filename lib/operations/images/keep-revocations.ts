import "server-only";
import { findImage } from "@/lib/db/images/images";
import { claimRevocations, postponeRevocation } from "@/lib/db/images/revocations";
import { enqueueObjectRemoval } from "@/lib/jobs/enqueue";
import { describeError, log } from "@/lib/log";
import { replaceObject } from "@/lib/revocation/replace-object";
import type { ObjectStorage } from "@/lib/storage/object-storage";
import { s3ObjectStorage } from "@/lib/storage/s3/s3-object-storage";

const BATCH = 10;
// A store copies 5 GiB within minutes, and some make us read the copy to prove it.
const BUDGET_SECONDS = 900;

/** Keeps the promises of revocation that are due, one after the other. Gives how many were kept. */
export async function keepRevocations({
  storage = s3ObjectStorage,
}: {
  storage?: ObjectStorage;
}): Promise<number> {
  let kept = 0;
  for (const imageId of await claimRevocations(BATCH, BUDGET_SECONDS)) {
    try {
      const image = await findImage(imageId);
      if (image === null) continue;
      const signal = AbortSignal.timeout(BUDGET_SECONDS * 1000);
      await replaceObject(image, { storage, signal, patient: true, budgetSeconds: BUDGET_SECONDS });
      kept += 1;
    } catch (error) {
      log.warn({ operation: "keep-revocations", image: imageId, error: describeError(error) });
      await postponeRevocation(imageId, describeError(error));
    }
  }
  if (kept > 0) {
    await enqueueObjectRemoval();
    log.info({ operation: "keep-revocations", kept });
  }
  return kept;
}
