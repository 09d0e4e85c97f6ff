import "server-only";
import { isAnnouncedDeadKey } from "@/lib/db/probe-keys";
import { parseObjectKey } from "@/lib/images/object-key";
import type { AdminViewer } from "@/lib/images/viewer";
import type { ObjectStorage } from "@/lib/storage/object-storage";
import { s3ObjectStorage } from "@/lib/storage/s3/s3-object-storage";

/** Removes what a canary left; the ledger's rows stay until nothing can write the keys any more. */
export async function removeCanary({
  keys,
  storage = s3ObjectStorage,
}: {
  viewer: AdminViewer;
  keys: readonly string[];
  storage?: ObjectStorage;
}): Promise<void> {
  for (const text of keys) {
    const key = parseObjectKey(text);
    if (key !== null && (await isAnnouncedDeadKey(key))) await storage.remove(key);
  }
}
