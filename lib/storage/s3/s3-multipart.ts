import "server-only";
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  ListPartsCommand,
  type ListPartsCommandOutput,
  ListMultipartUploadsCommand,
  type ListMultipartUploadsCommandOutput,
  S3ServiceException,
} from "@aws-sdk/client-s3";
import { env } from "@/lib/env";
import type { ObjectKey } from "@/lib/images/object-key";
import type { CallOptions, Completion, MultipartStorage, StoredPart } from "../object-storage";
import {
  browserClient,
  callStore,
  jobClient,
  orNull,
  requirePart,
  sdkOptions,
  serverClient,
  signingTime,
} from "./s3-client";
import { presignWrite } from "./presign-write";
import { lifeOf } from "./s3-signed-put";

const WRONG_PARTS = new Set(["InvalidPart", "InvalidPartOrder", "EntityTooSmall"]);

/** Uploads in parts over the S3 API. */
export const s3Multipart: MultipartStorage = {
  async begin({ key, filetype, cacheControl }, options) {
    const command = new CreateMultipartUploadCommand({
      Bucket: env().S3_BUCKET,
      Key: key,
      ContentType: filetype,
      CacheControl: cacheControl,
    });
    const answer = await callStore(() => serverClient().send(command, sdkOptions(options)));
    return requirePart(answer.UploadId, "UploadId");
  },

  async signPart({ key, multipartId, partNumber, sizeBytes, md5, expiresInSeconds }) {
    const headers: Record<string, string> = md5 === null ? {} : { "content-md5": md5 };
    const query = { partNumber: String(partNumber), uploadId: multipartId, "x-id": "UploadPart" };
    const signed = { ...headers, "content-length": String(sizeBytes) };
    return callStore(async () => {
      const client = browserClient();
      const { expiresAt, ...life } = await lifeOf(client, expiresInSeconds, await signingTime());
      const request = { bucket: env().S3_BUCKET, key, query, headers: signed, ...life };
      return { url: await presignWrite(client, request), headers, expiresAt };
    });
  },

  listParts: (key, multipartId, options) =>
    orNull(async () => {
      const parts: StoredPart[] = [];
      const input = { Bucket: env().S3_BUCKET, Key: key, UploadId: multipartId };
      for (let marker: string | undefined; ;) {
        const after = marker === undefined ? {} : { PartNumberMarker: marker };
        const page: ListPartsCommandOutput = await serverClient().send(
          new ListPartsCommand({ ...input, ...after }),
          sdkOptions(options),
        );
        for (const { PartNumber, Size, ETag } of page.Parts ?? [])
          parts.push({
            partNumber: requirePart(PartNumber, "PartNumber"),
            sizeBytes: requirePart(Size, "Size"),
            etag: requirePart(ETag, "ETag"),
          });
        // Ceph says where to go on also when there is nothing more: the SDK's paginator would never end.
        const next = page.NextPartNumberMarker;
        if (page.IsTruncated !== true || next === undefined || next === marker) return parts;
        marker = next;
      }
    }),

  async complete(key, multipartId, parts, options) {
    const command = new CompleteMultipartUploadCommand({
      Bucket: env().S3_BUCKET,
      Key: key,
      UploadId: multipartId,
      MultipartUpload: {
        Parts: parts.map(({ partNumber, etag }) => ({ PartNumber: partNumber, ETag: etag })),
      },
    });
    const send = async (): Promise<Completion> => {
      try {
        // Putting many parts together takes a store longer; the caller's signal sets the limit.
        await jobClient().send(command, sdkOptions(options));
        return "completed";
      } catch (error) {
        if (error instanceof S3ServiceException && WRONG_PARTS.has(error.name)) return "wrong_parts";
        throw error;
      }
    };
    return (await orNull(send)) ?? "gone";
  },

  async abortAll(key, options) {
    for (const multipartId of await listUploads(key, options)) {
      const command = new AbortMultipartUploadCommand({
        Bucket: env().S3_BUCKET,
        Key: key,
        UploadId: multipartId,
      });
      await orNull(() => serverClient().send(command, sdkOptions(options)));
    }
  },
};

/** The ids of all uploads in parts under exactly this key. */
async function listUploads(key: ObjectKey, options: CallOptions | undefined): Promise<string[]> {
  const ids: string[] = [];
  let marker: { KeyMarker?: string; UploadIdMarker?: string } = {};
  for (;;) {
    const command = new ListMultipartUploadsCommand({ Bucket: env().S3_BUCKET, Prefix: key, ...marker });
    const page: ListMultipartUploadsCommandOutput = await callStore(() =>
      serverClient().send(command, sdkOptions(options)),
    );
    for (const upload of page.Uploads ?? [])
      if (upload.Key === key && upload.UploadId !== undefined) ids.push(upload.UploadId);
    const { IsTruncated, NextKeyMarker, NextUploadIdMarker } = page;
    if (IsTruncated !== true || NextKeyMarker === undefined) return ids;
    marker = {
      KeyMarker: NextKeyMarker,
      ...(NextUploadIdMarker === undefined ? {} : { UploadIdMarker: NextUploadIdMarker }),
    };
  }
}
