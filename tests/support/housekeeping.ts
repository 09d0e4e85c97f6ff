/** What the page of uploads has to show, put straight into database and bucket. */
import { listObjects, removeObject, writeObject } from "./bucket";
import { sql } from "./database";
import type { Person } from "./people";
import { presign } from "./upload-flow";

const bytes = new TextEncoder().encode("nobody knows me");

/** Uploads that nobody goes on with, and that expire before those of other tests: the page shows the first ones. */
export async function leaveUploads(person: Person, filenames: readonly string[]): Promise<void> {
  for (const filename of filenames) await presign(person.program, { filename, size: 2_400_000 });
  await sql(`UPDATE "Upload" SET "expiresAt" = now() + interval '3 minutes' WHERE "ownerId" = $1`, [
    person.id,
  ]);
}

/** A removal that was given up. */
export async function parkRemoval(key: string): Promise<void> {
  await sql(
    `INSERT INTO "StoredObject" ("key", "state", "writableUntil", "tries", "lastError", "parkedAt", "updatedAt")
     VALUES ($1, 'dead', now() - interval '1 hour', 10, 'AccessDenied: the bucket policy forbids it', now(), now())`,
    [key],
  );
}

export async function leaveStrangers(count: number): Promise<void> {
  for (let at = 0; at < count; at += 1) await writeObject(`uploads/left-by-hand-${at}.png`, bytes);
}

/** As if all that was found had been there for days. */
export async function ageFindings(): Promise<void> {
  await sql(
    `UPDATE "ReconcileFinding" SET "firstSeenAt" = "firstSeenAt" - interval '3 days', "modifiedAt" = "modifiedAt" - interval '4 days'`,
  );
}

/** Takes away what a test has left and nothing else would. */
export async function tidyUp(): Promise<void> {
  for (const key of (await listObjects("uploads/left-by-hand-")).keys()) await removeObject(key);
  await sql(`UPDATE "StoredObject" SET "parkedAt" = NULL, "removeAt" = now() WHERE "parkedAt" IS NOT NULL`);
  await sql(`DELETE FROM "ReconcileFinding"`);
}
