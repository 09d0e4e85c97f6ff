// What clients were told, against what is there now.
import type { Pool } from "pg";
import type { BucketSettings } from "../s3/bucket-client";
import { findObject } from "./bucket-reader";
import { type Memory, readJournal, type Remembered } from "./journal";
import type { InvariantReport } from "./report";

const BATCH = 500;

export async function checkJournal(
  file: string,
  { database, bucket }: { readonly database: Pool; readonly bucket: BucketSettings },
  report: InvariantReport,
): Promise<void> {
  const memory = await readJournal(file);
  for (const batch of inBatches([...memory.images])) await checkImages(batch, database, report);
  checkSigned(memory, report);
  for (const batch of inBatches([...memory.storedUploads]))
    await checkStored(batch, { database, bucket }, report);
}

async function checkImages(
  batch: readonly (readonly [string, Remembered])[],
  database: Pool,
  report: InvariantReport,
): Promise<void> {
  const { rows } = await database.query<{ id: string; sha256: string }>(
    `SELECT "id", "sha256" FROM "Image" WHERE "id" = ANY($1::uuid[])`,
    [batch.map(([id]) => id)],
  );
  const found = new Map(rows.map(({ id, sha256 }) => [id, sha256]));
  for (const [id, { sha256s, acknowledged, fate }] of batch) {
    const stored = found.get(id);
    if (fate === "deleted") report.add(4, 1);
    else if (acknowledged) report.add(1, 1);
    report.add(2, 1);
    if (fate === "deleted" && stored !== undefined) report.breach(4, "a deleted image is gone", id);
    if (fate === "kept" && acknowledged && stored === undefined)
      report.breach(1, "an image that a client was told of is there", id);
    if (new Set([...sha256s, ...(stored === undefined ? [] : [stored])]).size > 1)
      report.breach(2, "an image was always told and served with the same SHA-256", id);
  }
}

function checkSigned({ signed }: Memory, report: InvariantReport): void {
  report.add(5, signed.length);
  for (const { imageId, key } of signed)
    if (!key.startsWith(`images/${imageId}/`))
      report.breach(5, "a signed URL is for a key of its image", key);
}

/** What the store took in time lies there until its upload is over. */
async function checkStored(
  uploadIds: readonly string[],
  { database, bucket }: { readonly database: Pool; readonly bucket: BucketSettings },
  report: InvariantReport,
): Promise<void> {
  const { rows } = await database.query<{ id: string; key: string }>(
    `SELECT "id", "stagingKey" AS key FROM "Upload"
     WHERE "id" = ANY($1::uuid[]) AND "state" IN ('issued', 'registering') AND "expiresAt" > now()`,
    [uploadIds],
  );
  report.add(7, rows.length);
  for (const { id, key } of rows)
    if ((await findObject(bucket, key)) === null) report.breach(7, "what was put in time is still there", id);
}

function inBatches<T>(all: readonly T[]): T[][] {
  return Array.from({ length: Math.ceil(all.length / BATCH) }, (_, index) =>
    all.slice(index * BATCH, (index + 1) * BATCH),
  );
}
