import "server-only";
import { createHash } from "node:crypto";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import {
  CopyObjectCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  PutObjectCommand,
} from "@aws-sdk/client-s3";
import { env } from "@/lib/env";
import type { ObjectKey } from "@/lib/images/object-key";
import { distribution, signCloudFrontGet } from "../cloudfront/cloudfront-signed-get";
import type { CallOptions, ObjectStorage } from "../object-storage";
import {
  browserClient,
  callStore,
  isBeyondEnd,
  jobClient,
  orNull,
  requirePart,
  sdkOptions,
  serverClient,
  signingTime,
} from "./s3-client";
import { s3Multipart } from "./s3-multipart";
import { openS3GetSigner } from "./s3-signed-get";
import { signPut } from "./s3-signed-put";
import { removeVersions } from "./s3-versions";

/** The bucket over the S3 API; the only importer of the AWS SDK besides its client and signer beside this file. */
export const s3ObjectStorage: ObjectStorage = {
  multipart: s3Multipart,

  describe: () => `${env().S3_ENDPOINT ?? `AWS ${env().S3_REGION}`} ${env().S3_BUCKET}`,

  signPut: (request) =>
    callStore(async () => signPut(browserClient(), env().S3_BUCKET, request, await signingTime())),

  keepsCopies: () => distribution() !== null,
  async openGetSigner() {
    const edge = distribution();
    return edge === null ? openS3GetSigner() : (request) => signCloudFrontGet(edge, request);
  },
  signingTime: () => (distribution() === null ? signingTime() : Promise.resolve(new Date())),

  head: (key, options) =>
    orNull(async () => {
      const answer = await serverClient().send(
        new HeadObjectCommand({ Bucket: env().S3_BUCKET, Key: key, ChecksumMode: "ENABLED" }),
        sdkOptions(options),
      );
      return {
        sizeBytes: requirePart(answer.ContentLength, "Content-Length"),
        etag: requirePart(answer.ETag, "ETag"),
        sha256: wholeChecksum(answer.ChecksumSHA256),
      };
    }),

  readRange: (key, offset, length, options) =>
    orNull(async () => {
      try {
        return await readBytes(key, offset, length, options);
      } catch (error) {
        if (!isBeyondEnd(error)) throw error;
        return { bytes: new Uint8Array(), sizeBytes: await readSize(key, options) };
      }
    }),

  openRange: (key, { offset, length, etag }, options) =>
    orNull(async () => {
      const Range = `bytes=${offset}-${offset + length - 1}`;
      const answer = await jobClient().send(
        new GetObjectCommand({ Bucket: env().S3_BUCKET, Key: key, Range, IfMatch: etag }),
        sdkOptions(options),
      );
      if (!(answer.Body instanceof Readable)) throw new Error("The store's answer has no body.");
      return answer.Body;
    }),

  computeSha256: (key, options) =>
    orNull(async () => {
      const answer = await clientFor(options).send(
        new GetObjectCommand({ Bucket: env().S3_BUCKET, Key: key }),
        sdkOptions(options),
      );
      const hash = createHash("sha256");
      if (!(answer.Body instanceof Readable)) throw new Error("The store's answer has no body.");
      await pipeline(answer.Body, hash);
      return hash.digest("base64");
    }),

  async copy({ from, to, filetype, cacheControl }, options) {
    const copied = await orNull(() =>
      clientFor(options).send(
        new CopyObjectCommand({
          Bucket: env().S3_BUCKET,
          CopySource: `${env().S3_BUCKET}/${from}`,
          Key: to,
          MetadataDirective: "REPLACE",
          ContentType: filetype,
          CacheControl: cacheControl,
          // The provider then computes it over what it stores, and HEAD tells it: no need to read the object.
          ChecksumAlgorithm: "SHA256",
        }),
        sdkOptions(options),
      ),
    );
    return copied !== null;
  },

  openRead: (key, options) =>
    orNull(async () => {
      const answer = await jobClient().send(
        new GetObjectCommand({ Bucket: env().S3_BUCKET, Key: key }),
        sdkOptions(options),
      );
      if (!(answer.Body instanceof Readable)) throw new Error("The store's answer has no body.");
      return { bytes: answer.Body, sizeBytes: requirePart(answer.ContentLength, "Content-Length") };
    }),

  async write({ key, bytes, filetype, cacheControl }, options) {
    const answer = await callStore(() =>
      jobClient().send(
        new PutObjectCommand({
          Bucket: env().S3_BUCKET,
          Key: key,
          Body: bytes,
          ContentType: filetype,
          CacheControl: cacheControl,
          ContentMD5: createHash("md5").update(bytes).digest("base64"),
        }),
        sdkOptions(options),
      ),
    );
    return requirePart(answer.ETag, "ETag");
  },

  async remove(key, options) {
    const answer = await orNull(() =>
      serverClient().send(
        new DeleteObjectCommand({ Bucket: env().S3_BUCKET, Key: key }),
        sdkOptions(options),
      ),
    );
    // A bucket that keeps versions says so: the bytes are hidden only.
    if (answer?.DeleteMarker === true || answer?.VersionId !== undefined) await removeVersions(key, options);
  },

  async ping(options) {
    await callStore(() =>
      serverClient().send(new HeadBucketCommand({ Bucket: env().S3_BUCKET }), sdkOptions(options)),
    );
  },
};

async function readBytes(key: ObjectKey, offset: number, length: number, options: CallOptions | undefined) {
  const Range = `bytes=${offset}-${offset + length - 1}`;
  const answer = await serverClient().send(
    new GetObjectCommand({ Bucket: env().S3_BUCKET, Key: key, Range }),
    sdkOptions(options),
  );
  const bytes = (await answer.Body?.transformToByteArray()) ?? new Uint8Array();
  const total = /\/(\d+)$/.exec(answer.ContentRange ?? "")?.[1];
  return {
    bytes,
    sizeBytes: total === undefined ? requirePart(answer.ContentLength, "Content-Length") : Number(total),
  };
}

async function readSize(key: ObjectKey, options: CallOptions | undefined): Promise<number> {
  const command = new HeadObjectCommand({ Bucket: env().S3_BUCKET, Key: key });
  const answer = await serverClient().send(command, sdkOptions(options));
  return requirePart(answer.ContentLength, "Content-Length");
}

/** A checksum over parts (`...-3`) proves nothing about the whole. */
function wholeChecksum(text: string | undefined): string | null {
  return text !== undefined && !text.includes("-") ? text : null;
}

function clientFor(options: CallOptions | undefined) {
  return options?.patient === true ? jobClient() : serverClient();
}
