// The bucket as the checker sees it: its keys in order, open multipart uploads, old versions, and bytes.
import { createHash } from "node:crypto";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import {
  GetBucketVersioningCommand,
  GetObjectCommand,
  HeadObjectCommand,
  NoSuchKey,
  NotFound,
  paginateListObjectsV2,
  ListMultipartUploadsCommand,
  ListObjectVersionsCommand,
} from "@aws-sdk/client-s3";
import { EPOCH_KEY } from "@/lib/images/object-key";
import type { BucketSettings } from "../s3/bucket-client";

export type ListedObject = { readonly key: string; readonly sizeBytes: number; readonly etag: string };

/** Every object but the restore guard's, in the order of the bytes of its key. */
export async function* listObjects({ client, bucket }: BucketSettings): AsyncGenerator<ListedObject, void> {
  for await (const { Contents = [] } of paginateListObjectsV2({ client }, { Bucket: bucket })) {
    for (const { Key = "", Size = -1, ETag = "" } of Contents)
      if (Key !== EPOCH_KEY) yield { key: Key, sizeBytes: Size, etag: ETag };
  }
}

/** One object as it is now; null when there is none. */
export async function findObject(
  { client, bucket }: BucketSettings,
  key: string,
): Promise<ListedObject | null> {
  try {
    const { ContentLength = -1, ETag = "" } = await client.send(
      new HeadObjectCommand({ Bucket: bucket, Key: key }),
    );
    return { key, sizeBytes: ContentLength, etag: ETag };
  } catch (error) {
    if (error instanceof NotFound) return null;
    throw error;
  }
}

/** Base64 of the SHA-256 of what the object holds now; null when there is none. */
export async function hashObject({ client, bucket }: BucketSettings, key: string): Promise<string | null> {
  try {
    const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
    if (!(Body instanceof Readable)) throw new Error(`${key} has no body.`);
    const hash = createHash("sha256");
    await pipeline(Body, hash);
    return hash.digest("base64");
  } catch (error) {
    if (error instanceof NoSuchKey) return null;
    throw error;
  }
}

/** The keys of multipart uploads that were begun and neither completed nor aborted. */
export async function* listMultipartUploads({
  client,
  bucket,
}: BucketSettings): AsyncGenerator<string, void> {
  let KeyMarker: string | undefined;
  let UploadIdMarker: string | undefined;
  do {
    const page = await client.send(
      new ListMultipartUploadsCommand({ Bucket: bucket, KeyMarker, UploadIdMarker }),
    );
    for (const { Key = "" } of page.Uploads ?? []) yield Key;
    const more = page.IsTruncated === true;
    KeyMarker = more ? page.NextKeyMarker : undefined;
    UploadIdMarker = more ? page.NextUploadIdMarker : undefined;
  } while (KeyMarker !== undefined);
}

/** The keys of versions that are not the current one, and of delete markers, in a bucket that keeps them. */
export async function* listOldVersions({ client, bucket }: BucketSettings): AsyncGenerator<string, void> {
  const { Status } = await client.send(new GetBucketVersioningCommand({ Bucket: bucket }));
  if (Status === undefined) return;
  let KeyMarker: string | undefined;
  let VersionIdMarker: string | undefined;
  do {
    const page = await client.send(
      new ListObjectVersionsCommand({ Bucket: bucket, KeyMarker, VersionIdMarker }),
    );
    const old = (page.Versions ?? []).filter(({ IsLatest }) => IsLatest !== true);
    for (const { Key = "" } of [...old, ...(page.DeleteMarkers ?? [])]) yield Key;
    const more = page.IsTruncated === true;
    KeyMarker = more ? page.NextKeyMarker : undefined;
    VersionIdMarker = more ? page.NextVersionIdMarker : undefined;
  } while (KeyMarker !== undefined);
}
