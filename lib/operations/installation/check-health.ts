import "server-only";
import { hasAllMigrations } from "@/lib/db/examine-database";
import { pingDatabase } from "@/lib/db/users";
import type { ObjectStorage } from "@/lib/storage/object-storage";
import { s3ObjectStorage } from "@/lib/storage/s3/s3-object-storage";

export type Health = {
  readonly ok: boolean;
  readonly database: boolean;
  readonly storage: boolean;
  /** Whether the database has the tables of this release. */
  readonly migrations: boolean;
};

/** Whether this process can serve: the two services that everything needs answer, and the database fits the release. */
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
  const [database, bucket, migrations] = await Promise.all([
    answers(pingDatabase()),
    answers(storage.ping()),
    hasAllMigrations().catch(() => false),
  ]);
  return { ok: database && bucket && migrations, database, storage: bucket, migrations };
}
