import { S3Error } from "../../errors";
import type { Bucket } from "../../store/bucket";
import type { ObjectRecord } from "../../store/object-record";

/** @throws S3Error NoSuchKey, or NoSuchVersion: without versioning every object has the one version "null" */
export function requireObject(bucket: Bucket, key: string, query: ReadonlyMap<string, string>): ObjectRecord {
  checkVersion(query);
  const record = bucket.objects.get(key);
  if (record === undefined) throw new S3Error("NoSuchKey");
  return record;
}

export function checkVersion(query: ReadonlyMap<string, string>): void {
  const version = query.get("versionId");
  if (version !== undefined && version !== "null") throw new S3Error("NoSuchVersion");
}
