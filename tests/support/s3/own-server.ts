// Our S3 server in a folder of its own, for the tests of what only it promises.
import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CreateBucketCommand, GetObjectCommand, S3Client, type S3ClientConfig } from "@aws-sdk/client-s3";
import { onTestFinished } from "vitest";
import { startS3Server, type S3Server, type S3ServerOptions } from "@/dev/s3/server";

export const region = "us-east-1";
export const credentials = { accessKeyId: "AKIAOWNSERVER", secretAccessKey: randomBytes(20).toString("hex") };

/** A folder that is removed when the test is over. */
export async function makeDataDir(): Promise<string> {
  const dataDir = await mkdtemp(join(tmpdir(), "signet-s3-server-"));
  onTestFinished(() => rm(dataDir, { recursive: true, force: true, maxRetries: 3 }));
  return dataDir;
}

/** Stopped when the test is over, if it did not stop it itself. */
export async function startOwnServer(
  dataDir: string,
  change: Partial<S3ServerOptions> = {},
): Promise<S3Server> {
  const server = await startS3Server({ dataDir, credentials, region, ...change });
  onTestFinished(() => server.close());
  return server;
}

/** Checksums only when asked for, and no second attempts. */
export function connect(url: string, change: S3ClientConfig = {}): S3Client {
  return new S3Client({
    endpoint: url,
    region,
    credentials,
    forcePathStyle: true,
    maxAttempts: 1,
    requestChecksumCalculation: "WHEN_REQUIRED",
    responseChecksumValidation: "WHEN_REQUIRED",
    ...change,
  });
}

export async function makeBucket(
  url: string,
  Bucket: string,
  change: S3ClientConfig = {},
): Promise<S3Client> {
  const client = connect(url, change);
  await client.send(new CreateBucketCommand({ Bucket }));
  return client;
}

export async function readText(client: S3Client, Bucket: string, Key: string): Promise<string> {
  const { Body } = await client.send(new GetObjectCommand({ Bucket, Key }));
  return (await Body?.transformToString()) ?? "";
}
