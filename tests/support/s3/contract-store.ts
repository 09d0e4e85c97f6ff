// The store that the S3 contract is tested against: our own, started for the test file, or any other that
// S3_CONTRACT_ENDPOINT, S3_CONTRACT_KEY, S3_CONTRACT_SECRET and S3_CONTRACT_PROVIDER name. With a bucket of its own,
// emptied and deleted in the end.
import { createHash, randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  AbortMultipartUploadCommand,
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  ListObjectVersionsCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
  type PutObjectCommandInput,
  type S3ClientConfig,
} from "@aws-sdk/client-s3";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
import { afterAll } from "vitest";
import { startS3Server } from "@/dev/s3/server";
import { requireProvider, type Provider } from "./provider";

export type PresignOptions = Parameters<typeof getSignedUrl>[2];

export interface ContractStore {
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  readonly provider: Provider;
  readonly bucket: string;
  /** Checksums only when asked for. */
  readonly client: S3Client;
  /** Another client of the same store. */
  connect(change?: S3ClientConfig): S3Client;
  put(key: string, body: Buffer | string, more?: Partial<PutObjectCommandInput>): Promise<void>;
  read(key: string): Promise<string>;
  exists(key: string): Promise<boolean>;
  presignPut(
    key: string,
    more?: Partial<PutObjectCommandInput>,
    options?: PresignOptions,
    client?: S3Client,
  ): Promise<string>;
  presignGet(key: string, options?: PresignOptions, client?: S3Client): Promise<string>;
}

interface Target {
  readonly endpoint: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  readonly provider: Provider;
  close(): Promise<void>;
}

const region = "us-east-1";

/** To be awaited at the top of a test file; it closes itself when the file's tests are done. */
export async function openContractStore(): Promise<ContractStore> {
  const target = process.env["S3_CONTRACT_ENDPOINT"] ? foreignTarget() : await ownTarget();
  const { endpoint, credentials, provider } = target;
  const connect = (change: S3ClientConfig = {}): S3Client =>
    new S3Client({
      endpoint,
      region,
      credentials,
      forcePathStyle: true,
      maxAttempts: 1,
      requestChecksumCalculation: "WHEN_REQUIRED",
      responseChecksumValidation: "WHEN_REQUIRED",
      ...change,
    });
  const client = connect();
  const bucket = `contract-${randomBytes(6).toString("hex")}`;
  await client.send(new CreateBucketCommand({ Bucket: bucket }));
  afterAll(async () => {
    await removeBucket(client, bucket, provider);
    client.destroy();
    await target.close();
  });
  return {
    endpoint,
    region,
    credentials,
    provider,
    bucket,
    client,
    connect,
    async put(key, body, more = {}) {
      await client.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: body, ...more }));
    },
    async read(key) {
      const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
      return (await Body?.transformToString()) ?? "";
    },
    async exists(key) {
      const status = await statusOf(client.send(new HeadObjectCommand({ Bucket: bucket, Key: key })));
      if (status !== 200 && status !== 404) throw new Error(`HEAD of ${key} answered ${status}.`);
      return status === 200;
    },
    presignPut(key, more = {}, options = {}, by = client) {
      const command = new PutObjectCommand({ Bucket: bucket, Key: key, ...more });
      return getSignedUrl(by, command, { expiresIn: 300, ...options });
    },
    presignGet(key, options = {}, by = client) {
      return getSignedUrl(by, new GetObjectCommand({ Bucket: bucket, Key: key }), {
        expiresIn: 300,
        ...options,
      });
    },
  };
}

async function ownTarget(): Promise<Target> {
  const dataDir = await mkdtemp(join(tmpdir(), "signet-s3-"));
  const credentials = { accessKeyId: "AKIACONTRACT", secretAccessKey: randomBytes(20).toString("hex") };
  const server = await startS3Server({ dataDir, credentials, region });
  return {
    endpoint: server.url,
    credentials,
    provider: requireProvider("strict"),
    async close() {
      await server.close();
      await rm(dataDir, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}

function foreignTarget(): Target {
  const setting = (name: string): string => process.env[`S3_CONTRACT_${name}`] ?? "";
  return {
    endpoint: setting("ENDPOINT").replace(/\/$/, ""),
    credentials: { accessKeyId: setting("KEY"), secretAccessKey: setting("SECRET") },
    provider: requireProvider(setting("PROVIDER") || "strict"),
    close: async () => undefined,
  };
}

async function removeBucket(client: S3Client, bucket: string, provider: Provider): Promise<void> {
  for (;;) {
    const { Contents = [] } = await client.send(new ListObjectsV2Command({ Bucket: bucket }));
    if (Contents.length === 0) break;
    await Promise.all(
      Contents.map(({ Key }) => client.send(new DeleteObjectCommand({ Bucket: bucket, Key }))),
    );
  }
  if (!provider.refusesFeaturesBeyondScope) await removeVersions(client, bucket);
  const { Uploads = [] } = await client.send(new ListMultipartUploadsCommand({ Bucket: bucket }));
  for (const { Key, UploadId } of Uploads) {
    await client.send(new AbortMultipartUploadCommand({ Bucket: bucket, Key, UploadId }));
  }
  await client.send(new DeleteBucketCommand({ Bucket: bucket }));
}

/** Where a test could switch versioning on, what was deleted is still there. */
async function removeVersions(client: S3Client, bucket: string): Promise<void> {
  const { Versions = [], DeleteMarkers = [] } = await client.send(
    new ListObjectVersionsCommand({ Bucket: bucket }),
  );
  for (const { Key, VersionId } of [...Versions, ...DeleteMarkers]) {
    await client.send(new DeleteObjectCommand({ Bucket: bucket, Key, VersionId }));
  }
}

/** The HTTP status that an SDK call ended with, successful or not. */
export async function statusOf(
  call: Promise<{ $metadata: { httpStatusCode?: number | undefined } }>,
): Promise<number> {
  try {
    return (await call).$metadata.httpStatusCode ?? 0;
  } catch (error) {
    return failureOf(error).status;
  }
}

/** The HTTP status and S3 code of an SDK call that must fail. */
export async function refusalOf(call: Promise<unknown>): Promise<{ status: number; code: string }> {
  try {
    await call;
  } catch (error) {
    return failureOf(error);
  }
  throw new Error("The call succeeded, though the store should have refused it.");
}

function failureOf(error: unknown): { status: number; code: string } {
  if (!(error instanceof Error) || !("$metadata" in error)) throw error;
  const metadata: unknown = error.$metadata;
  if (typeof metadata !== "object" || metadata === null || !("httpStatusCode" in metadata)) throw error;
  return { status: Number(metadata.httpStatusCode), code: error.name };
}

export function sha256Base64(body: Buffer | string): string {
  return createHash("sha256").update(body).digest("base64");
}

export function md5Base64(body: Buffer | string): string {
  return createHash("md5").update(body).digest("base64");
}

export function md5Hex(body: Buffer | string): string {
  return createHash("md5").update(body).digest("hex");
}
