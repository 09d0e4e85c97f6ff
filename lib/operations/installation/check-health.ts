import "server-only";
import { pingDatabase } from "@/lib/db/users";
import type { ObjectStorage } from "@/lib/storage/object-storage";
import { s3ObjectStorage } from "@/lib/storage/s3/s3-object-storage";

export type Health = { readonly ok: boolean; readonly database: boolean; readonly storage: boolean };

/** Whether the two services that everything needs answer. */
export async function checkHealth({
  storage = s3ObjectStorage,
}: {
  storage?: ObjectStorage;
}): Promise<Health> {
  const answers = (work: Promise<void>) =>
    work.then(
      () => true,
      () => false,
    );
  const [database, bucket] = await Promise.all([answers(pingDatabase()), answers(storage.ping())]);
  return { ok: database && bucket, database, storage: bucket };
}
