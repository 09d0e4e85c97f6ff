// A bucket that keeps versions, where a deletion only hides: what is removed goes with every version of it.
import "../support/quiet-log";
import { removeOwnDatabase } from "../support/own-services";
import { ListObjectVersionsCommand, PutBucketVersioningCommand } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, expect, it } from "vitest";
import { parseObjectKey } from "@/lib/images/object-key";
import { removeDeadObjects } from "@/lib/operations/housekeeping/remove-dead-objects";
import { s3ObjectStorage } from "@/lib/storage/s3/s3-object-storage";
import { openBucket } from "@/scripts/s3/bucket-client";
import { hasObject, writeObject } from "../support/bucket";
import { sql } from "../support/database";
import { readEnvironment } from "../support/environment";
import { requireProvider } from "../support/s3/provider";

const { client, bucket } = openBucket();
const provider = requireProvider(readEnvironment().S3_PROVIDER);
const keysOf = (count: number) =>
  Array.from({ length: count }, () => `images/${crypto.randomUUID()}/${crypto.randomUUID()}/original.png`);

beforeAll(async () => {
  const VersioningConfiguration = { Status: "Enabled" } as const;
  const asked = client.send(new PutBucketVersioningCommand({ Bucket: bucket, VersioningConfiguration }));
  // Our own store keeps no versions, and says so.
  await (provider.refusesFeaturesBeyondScope ? expect(asked).rejects.toThrow() : asked);
});
afterAll(async () => {
  client.destroy();
  await removeOwnDatabase();
});

/** Versions and delete markers of exactly this key. */
async function countVersions(key: string): Promise<number> {
  if (provider.refusesFeaturesBeyondScope) return 0;
  const { Versions = [], DeleteMarkers = [] } = await client.send(
    new ListObjectVersionsCommand({ Bucket: bucket, Prefix: key }),
  );
  return [...Versions, ...DeleteMarkers].filter(({ Key }) => Key === key).length;
}

it("A removed object leaves no version and no marker, and takes nothing along whose key begins alike", async () => {
  const [key = ""] = keysOf(1);
  const known = parseObjectKey(key);
  if (known === null) throw new Error("a key of ours");
  for (const bytes of ["one", "two", "three"]) await writeObject(key, Buffer.from(bytes));
  await writeObject(`${key}.other`, Buffer.from("another"));

  await s3ObjectStorage.remove(known);
  await s3ObjectStorage.remove(known);

  expect(await s3ObjectStorage.head(known)).toBeNull();
  expect(await hasObject(`${key}.other`)).toBe(true);
  expect(await countVersions(key)).toBe(0);
});

it("Dead keys are forgotten once nothing of them is left", async () => {
  const keys = keysOf(3);
  for (const key of keys) {
    await writeObject(key, Buffer.from("bytes"));
    await writeObject(key, Buffer.from("other bytes"));
  }
  await sql(
    `INSERT INTO "StoredObject" ("key", "state", "writableUntil", "updatedAt")
     SELECT k, 'dead', now() - interval '1 hour', now() FROM unnest($1::text[]) k`,
    [keys],
  );
  expect(await removeDeadObjects({})).toBe(3);
  for (const key of keys) expect(await countVersions(key)).toBe(0);
  expect(await sql(`SELECT "key" FROM "StoredObject"`)).toEqual([]);
});
