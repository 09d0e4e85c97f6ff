// What holds for our own S3 server beyond the contract that every store is held to: that it keeps what it was given,
// whatever happens to its process, and that tests can watch it, move its clock and make it misbehave.
import { readdirSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { get } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  ListObjectsV2Command,
  PutBucketLifecycleConfigurationCommand,
  PutObjectCommand,
  S3Client,
  UploadPartCommand,
  type S3ClientConfig,
} from "@aws-sdk/client-s3";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
import { afterEach, beforeEach, expect, test } from "vitest";
import { ConnectionLost } from "@/dev/s3/behaviour";
import { startS3Server, type S3Server, type S3ServerOptions } from "@/dev/s3/server";
import type { S3RequestLog } from "@/dev/s3/service";
import { md5Hex, statusOf } from "@/tests/support/s3/contract-store";
import { sendRaw, sendTorn } from "@/tests/support/s3/raw-request";
import { processCredentials, startServerProcess } from "@/tests/support/s3/server-process";

const Bucket = "kept";
const region = "us-east-1";
let dataDir = "";
let servers: S3Server[] = [];

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "signet-s3-server-"));
});

afterEach(async () => {
  await Promise.all(servers.map((server) => server.close()));
  servers = [];
  await rm(dataDir, { recursive: true, force: true, maxRetries: 3 });
});

async function start(change: Partial<S3ServerOptions> = {}): Promise<S3Server> {
  const server = await startS3Server({ dataDir, credentials: processCredentials, region, ...change });
  servers.push(server);
  return server;
}

function connect(url: string, change: S3ClientConfig = {}): S3Client {
  return new S3Client({
    endpoint: url,
    region,
    credentials: processCredentials,
    forcePathStyle: true,
    maxAttempts: 1,
    requestChecksumCalculation: "WHEN_REQUIRED",
    responseChecksumValidation: "WHEN_REQUIRED",
    ...change,
  });
}

async function readAll(client: S3Client, Key: string): Promise<string> {
  return (await (await client.send(new GetObjectCommand({ Bucket, Key }))).Body?.transformToString()) ?? "";
}

function countBlobs(): number {
  const blobs = join(dataDir, "blobs");
  return readdirSync(blobs).flatMap((shard) => readdirSync(join(blobs, shard))).length;
}

test("objects, what describes them and unfinished uploads survive a restart", async () => {
  const before = connect((await start()).url);
  await before.send(new CreateBucketCommand({ Bucket }));
  const described = { ContentType: "text/x", Metadata: { a: "b" } };
  await before.send(new PutObjectCommand({ Bucket, Key: "é/k", Body: "kept", ...described }));
  const { UploadId } = await before.send(new CreateMultipartUploadCommand({ Bucket, Key: "later" }));
  const part = { Bucket, Key: "later", UploadId, PartNumber: 1, Body: "the part" };
  const { ETag } = await before.send(new UploadPartCommand(part));
  await Promise.all(servers.map((server) => server.close()));

  const after = connect((await start()).url);
  const head = await after.send(new HeadObjectCommand({ Bucket, Key: "é/k" }));
  expect(head).toMatchObject({ ContentType: "text/x", Metadata: { a: "b" }, ETag: `"${md5Hex("kept")}"` });
  expect(await readAll(after, "é/k")).toBe("kept");
  const MultipartUpload = { Parts: [{ PartNumber: 1, ETag }] };
  await after.send(new CompleteMultipartUploadCommand({ Bucket, Key: "later", UploadId, MultipartUpload }));
  expect(await readAll(after, "later")).toBe("the part");
});

test("a killed server loses nothing that it acknowledged, and keeps nothing that it did not", async () => {
  for (let round = 0; round < 4; round++) {
    const running = await startServerProcess(dataDir);
    const client = connect(running.url);
    if (round === 0) await client.send(new CreateBucketCommand({ Bucket }));
    const acknowledged = new Map<string, string>();
    const write = async (worker: number): Promise<void> => {
      for (let count = 0; ; count++) {
        const [Key, Body] = [`${round}/${worker}/${count % 5}`, `${round}.${count}.`.repeat(20_000)];
        acknowledged.delete(Key);
        await client.send(new PutObjectCommand({ Bucket, Key, Body }));
        acknowledged.set(Key, Body);
      }
    };
    const writers = [1, 2, 3, 4].map((worker) => write(worker).catch(() => undefined));
    await new Promise((resolve) => setTimeout(resolve, 300 + round * 57));
    await running.stop("SIGKILL");
    await Promise.all(writers);

    const server = await start();
    const survivors = connect(server.url);
    expect(acknowledged.size).toBeGreaterThan(0);
    for (const [Key, Body] of acknowledged) expect((await readAll(survivors, Key)) === Body).toBe(true);
    const { Contents = [] } = await survivors.send(new ListObjectsV2Command({ Bucket }));
    for (const { Key = "", Size, ETag } of Contents) {
      const body = await readAll(survivors, Key);
      expect([body.length, `"${md5Hex(body)}"`]).toEqual([Size, ETag]);
    }
    expect(countBlobs()).toBe(Contents.length);
    await server.close();
  }
});

test("bytes are gone from the disk when nothing refers to them any more", async () => {
  const client = connect((await start()).url);
  await client.send(new CreateBucketCommand({ Bucket }));
  await client.send(new PutObjectCommand({ Bucket, Key: "a", Body: "one" }));
  await client.send(new CopyObjectCommand({ Bucket, Key: "b", CopySource: `${Bucket}/a` }));
  await client.send(new PutObjectCommand({ Bucket, Key: "a", Body: "two" }));
  await sendTorn(
    await getSignedUrl(client, new PutObjectCommand({ Bucket, Key: "torn" })),
    Buffer.alloc(1 << 20),
  );
  await expect.poll(countBlobs).toBe(2);
  await client.send(new DeleteObjectCommand({ Bucket, Key: "b" }));
  await expect.poll(countBlobs).toBe(1);
  expect(await readAll(client, "a")).toBe("two");
});

test("a second server is kept out of the folder until the first has ended, even by a kill", async () => {
  const first = await startServerProcess(dataDir);
  await expect(start()).rejects.toThrow(/Another S3 server/);
  await first.stop("SIGKILL");
  const second = await start();
  await expect(start()).rejects.toThrow(/Another S3 server/);
  await second.close();
  await expect(start()).resolves.toBeDefined();
});

test.each(["SIGTERM", "SIGINT"] as const)(
  "%s ends the process cleanly within a second, also amid a download",
  async (signal) => {
    const running = await startServerProcess(dataDir);
    const client = connect(running.url);
    await client.send(new CreateBucketCommand({ Bucket }));
    await client.send(new PutObjectCommand({ Bucket, Key: "big", Body: Buffer.alloc(64 << 20) }));
    const url = await getSignedUrl(client, new GetObjectCommand({ Bucket, Key: "big" }));
    const stalled = await new Promise<{ destroy(): void }>((resolve) =>
      get(url, resolve).on("error", () => undefined),
    );
    const asked = Date.now();
    expect(await running.stop(signal)).toBe(0);
    expect(Date.now() - asked).toBeLessThan(1000);
    stalled.destroy();
  },
);

test("lifecycle rules are carried out when their day has come", async () => {
  const server = await start({ now: () => new Date("2026-03-01T10:00:00Z") });
  const day = (text: string): Date => new Date(`2026-03-${text}T00:00:01Z`);
  const client = connect(server.url, { systemClockOffset: Date.parse("2026-03-01T10:00:00Z") - Date.now() });
  await client.send(new CreateBucketCommand({ Bucket }));
  await client.send(
    new PutBucketLifecycleConfigurationCommand({
      Bucket,
      LifecycleConfiguration: {
        Rules: [
          {
            ID: "uploads",
            Status: "Enabled",
            Filter: { Prefix: "uploads/" },
            Expiration: { Days: 1 },
            AbortIncompleteMultipartUpload: { DaysAfterInitiation: 3 },
          },
        ],
      },
    }),
  );
  for (const Key of ["uploads/a", "images/a"])
    await client.send(new PutObjectCommand({ Bucket, Key, Body: "x" }));
  await client.send(new CreateMultipartUploadCommand({ Bucket, Key: "uploads/big" }));
  const keys = async () =>
    (await client.send(new ListObjectsV2Command({ Bucket }))).Contents?.map(({ Key }) => Key);

  expect(server.runLifecycle(day("02"))).toEqual({ expiredObjects: 0, abortedUploads: 0 });
  expect(server.runLifecycle(day("03"))).toEqual({ expiredObjects: 1, abortedUploads: 0 });
  expect(await keys()).toEqual(["images/a"]);
  expect(server.runLifecycle(day("05"))).toEqual({ expiredObjects: 0, abortedUploads: 1 });
  expect((await client.send(new ListMultipartUploadsCommand({ Bucket }))).Uploads ?? []).toEqual([]);
});

test("every request is told to whoever watches, without its signature", async () => {
  const seen: S3RequestLog[] = [];
  const client = connect((await start({ onRequest: (entry) => seen.push(entry) })).url);
  await client.send(new CreateBucketCommand({ Bucket }));
  const url = await getSignedUrl(client, new PutObjectCommand({ Bucket, Key: "a/b" }));
  await sendRaw("PUT", url, { body: "hello", headers: { origin: "http://app.test" } });
  await sendRaw("PUT", `${url}0`, { body: "hello" });
  await readAll(client, "a/b");
  expect(seen.slice(1)).toEqual([
    {
      method: "PUT",
      bucket: Bucket,
      key: "a/b",
      operation: "PutObject",
      status: 200,
      code: null,
      bytesIn: 5,
      bytesOut: 0,
      origin: "http://app.test",
    },
    expect.objectContaining({ operation: null, status: 403, code: "SignatureDoesNotMatch", bytesIn: 0 }),
    expect.objectContaining({ method: "GET", operation: "GetObject", status: 200, bytesOut: 5 }),
  ]);
  expect(JSON.stringify(seen)).not.toMatch(/[0-9a-f]{64}|AKIA/);
});

test("a behaviour can make the store forget a condition, or lose the answer to what it has done", async () => {
  const seen: S3RequestLog[] = [];
  const server = await start({
    onRequest: (entry) => seen.push(entry),
    async behaviour({ operation, request }, perform) {
      const headers = request.headers.without("if-none-match");
      const answer = await perform({ ...request, headers });
      if (operation === "PutObject" && request.key === "lost") throw new ConnectionLost();
      return answer;
    },
  });
  const client = connect(server.url);
  const put = (Key: string): Promise<unknown> =>
    client.send(new PutObjectCommand({ Bucket, Key, Body: "x", IfNoneMatch: "*" }));
  await client.send(new CreateBucketCommand({ Bucket }));
  await put("twice");
  await put("twice");
  await expect(put("lost")).rejects.toThrow();
  expect(seen.at(-1)).toMatchObject({ status: 0, code: "ConnectionLost" });
  expect(await readAll(client, "lost")).toBe("x");
});

test("temporary credentials need their session token", async () => {
  const credentials = { ...processCredentials, sessionToken: "token" };
  const { url } = await start({ credentials });
  const list = (given: {
    accessKeyId: string;
    secretAccessKey: string;
    sessionToken?: string;
  }): Promise<number> =>
    statusOf(
      new S3Client({ endpoint: url, region, credentials: given, forcePathStyle: true, maxAttempts: 1 }).send(
        new CreateBucketCommand({ Bucket }),
      ),
    );
  expect(await list(processCredentials)).toBe(400);
  expect(await list(credentials)).toBe(200);
});
