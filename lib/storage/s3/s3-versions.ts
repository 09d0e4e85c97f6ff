import "server-only";
import { DeleteObjectCommand, ListObjectVersionsCommand } from "@aws-sdk/client-s3";
import { env } from "@/lib/env";
import type { ObjectKey } from "@/lib/images/object-key";
import type { CallOptions } from "../object-storage";
import { callStore, orNull, sdkOptions, serverClient } from "./s3-client";

/** Removes every version of a key from a bucket whose deletions only hide, and what hides them last. */
export async function removeVersions(key: ObjectKey, options: CallOptions | undefined): Promise<void> {
  for (const VersionId of await listVersions(key, options)) {
    const command = new DeleteObjectCommand({ Bucket: env().S3_BUCKET, Key: key, VersionId });
    await orNull(() => serverClient().send(command, sdkOptions(options)));
  }
}

/** The ids of all versions under exactly this key, those of its delete markers behind all others. */
async function listVersions(key: ObjectKey, options: CallOptions | undefined): Promise<string[]> {
  const versions: string[] = [];
  const markers: string[] = [];
  const idsOf = (entries: readonly { Key?: string | undefined; VersionId?: string | undefined }[] = []) =>
    entries.flatMap(({ Key, VersionId }) => (Key === key && VersionId !== undefined ? [VersionId] : []));
  for (let after = {}; ;) {
    const command = new ListObjectVersionsCommand({ Bucket: env().S3_BUCKET, Prefix: key, ...after });
    const page = await callStore(() => serverClient().send(command, sdkOptions(options)));
    versions.push(...idsOf(page.Versions));
    markers.push(...idsOf(page.DeleteMarkers));
    // The key itself comes before all that only begin with it.
    if (page.IsTruncated !== true || page.NextKeyMarker !== key) return [...versions, ...markers];
    after = { KeyMarker: page.NextKeyMarker, VersionIdMarker: page.NextVersionIdMarker };
  }
}
