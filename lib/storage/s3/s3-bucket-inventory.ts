import "server-only";
import {
  AbortMultipartUploadCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  type ListMultipartUploadsCommandOutput,
  ListObjectsV2Command,
  type ListObjectsV2CommandOutput,
  PutObjectCommand,
} from "@aws-sdk/client-s3";
import { env } from "@/lib/env";
import { EPOCH_KEY } from "@/lib/images/object-key";
import type { ListedObject } from "@/lib/images/reconcile/difference";
import { ListingFault } from "@/lib/images/reconcile/key-stream";
import type { BucketInventory, ListedMultipart } from "../bucket-inventory";
import type { CallOptions } from "../object-storage";
import { callStore, orNull, sdkOptions, serverClient } from "./s3-client";

/** Nobody waits for a listing, and a page of a large bucket may take its time. */
const LISTING_TIMEOUT_MS = 20_000;
/** Some stores hand out pages without a key on the way through what was deleted; for ever is a fault. */
const MAX_EMPTY_PAGES = 100;

/** The inventory of the bucket over the S3 API. */
export const s3BucketInventory: BucketInventory = {
  async *listObjects(options) {
    let token: string | undefined;
    for (let empty = 0; empty <= MAX_EMPTY_PAGES;) {
      const page = await listObjectPage(token, options);
      const objects = (page.Contents ?? []).map((entry) => toListedObject(entry, page.EncodingType));
      requireCount(page.KeyCount, objects.length);
      yield objects;
      empty = objects.length === 0 ? empty + 1 : 0;
      if (!requireTruncation(page.IsTruncated, page.Name)) return;
      token = requireProgress(page.NextContinuationToken, token);
    }
    throw new ListingFault("The listing goes on for ever without a key.");
  },

  async *listMultipartUploads(options) {
    let marker: { KeyMarker?: string; UploadIdMarker?: string } = {};
    let at: string | undefined;
    for (;;) {
      const page = await listMultipartPage(marker, options);
      yield (page.Uploads ?? []).map((entry) => toListedMultipart(entry, page.EncodingType));
      if (!requireTruncation(page.IsTruncated, page.Bucket)) return;
      const KeyMarker = decodeKey(requirePart(page.NextKeyMarker, "NextKeyMarker"), page.EncodingType);
      const UploadIdMarker = page.NextUploadIdMarker ?? "";
      at = requireProgress(`${KeyMarker} ${UploadIdMarker}`, at);
      marker = { KeyMarker, UploadIdMarker };
    }
  },

  async describe(key, options) {
    const command = new HeadObjectCommand({ Bucket: env().S3_BUCKET, Key: key });
    const answer = await orNull(() => serverClient().send(command, sdkOptions(options)));
    return answer && toObject(key, answer.ContentLength, answer.ETag, answer.LastModified);
  },

  async abortMultipart({ key, multipartUploadId }, options) {
    const command = new AbortMultipartUploadCommand({
      Bucket: env().S3_BUCKET,
      Key: key,
      UploadId: multipartUploadId,
    });
    await orNull(() => serverClient().send(command, sdkOptions(options)));
  },

  async readEpoch(options) {
    const command = new GetObjectCommand({ Bucket: env().S3_BUCKET, Key: EPOCH_KEY });
    const answer = await orNull(() => serverClient().send(command, sdkOptions(options)));
    return (await answer?.Body?.transformToString()) ?? null;
  },

  async writeEpoch(text, options) {
    const command = new PutObjectCommand({
      Bucket: env().S3_BUCKET,
      Key: EPOCH_KEY,
      Body: text,
      ContentType: "application/json",
    });
    await callStore(() => serverClient().send(command, sdkOptions(options)));
  },
};

function listObjectPage(
  token: string | undefined,
  options: CallOptions | undefined,
): Promise<ListObjectsV2CommandOutput> {
  const command = new ListObjectsV2Command({
    Bucket: env().S3_BUCKET,
    // A key may hold what XML cannot.
    EncodingType: "url",
    ...(token === undefined ? {} : { ContinuationToken: token }),
  });
  return callStore(() => serverClient().send(command, listingOptions(options)));
}

function listMultipartPage(
  marker: { KeyMarker?: string; UploadIdMarker?: string },
  options: CallOptions | undefined,
): Promise<ListMultipartUploadsCommandOutput> {
  const command = new ListMultipartUploadsCommand({
    Bucket: env().S3_BUCKET,
    EncodingType: "url",
    ...marker,
  });
  return callStore(() => serverClient().send(command, listingOptions(options)));
}

/** Whether there is another page. An answer that does not say so, or of another bucket, is no listing of ours. */
function requireTruncation(truncated: boolean | undefined, bucket: string | undefined): boolean {
  if (bucket !== env().S3_BUCKET)
    throw new ListingFault("The store's answer is not a listing of the bucket.");
  return requirePart(truncated, "IsTruncated");
}

function requireProgress(token: string | undefined, before: string | undefined): string {
  const next = requirePart(token, "NextContinuationToken");
  if (next === before) throw new ListingFault("The listing goes round in circles.");
  return next;
}

function requireCount(told: number | undefined, found: number): void {
  if (told !== undefined && told !== found)
    throw new ListingFault(`A page of the listing holds ${found} keys and says ${told}.`);
}

function toListedObject(
  entry: NonNullable<ListObjectsV2CommandOutput["Contents"]>[number],
  encoding: string | undefined,
): ListedObject {
  const key = decodeKey(requirePart(entry.Key, "Key"), encoding);
  return toObject(key, entry.Size, entry.ETag, entry.LastModified);
}

function toListedMultipart(
  entry: NonNullable<ListMultipartUploadsCommandOutput["Uploads"]>[number],
  encoding: string | undefined,
): ListedMultipart {
  return {
    key: decodeKey(requirePart(entry.Key, "Key"), encoding),
    multipartUploadId: requirePart(entry.UploadId, "UploadId"),
    begunAt: requirePart(entry.Initiated, "Initiated"),
  };
}

function toObject(
  key: string,
  size: number | undefined,
  etag: string | undefined,
  modified: Date | undefined,
): ListedObject {
  return {
    key,
    sizeBytes: requirePart(size, "Size"),
    etag: requirePart(etag, "ETag"),
    modifiedAt: requirePart(modified, "LastModified"),
  };
}

function decodeKey(text: string, encoding: string | undefined): string {
  return encoding === "url" ? decodeURIComponent(text.replaceAll("+", " ")) : text;
}

function requirePart<T>(part: T | undefined, name: string): T {
  if (part === undefined) throw new ListingFault(`The store's listing has no ${name}.`);
  return part;
}

function listingOptions(options: CallOptions | undefined) {
  return { ...sdkOptions(options), requestTimeout: LISTING_TIMEOUT_MS };
}
