// What holds for our own S3 server beyond the contract of every store: it keeps what it was given, whatever happens to
// its process.
import { readdirSync } from "node:fs";
import { get } from "node:http";
import { join } from "node:path";
import {
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  UploadPartCommand,
} from "@aws-sdk/client-s3";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
import { expect, test } from "vitest";
import { md5Hex } from "@/tests/support/s3/contract-store";
import { connect, makeBucket, makeDataDir, readText, startOwnServer } from "@/tests/support/s3/own-server";
import { sendTorn } from "@/tests/support/s3/raw-request";
import { startServerProcess } from "@/tests/support/s3/server-process";

const Bucket = "kept";

function countBlobs(dataDir: string): number {
  const blobs = join(dataDir, "blobs");
  return readdirSync(blobs).flatMap((shard) => readdirSync(join(blobs, shard))).length;
}

test("objects, what describes them and unfinished uploads survive a restart", async () => {
  const dataDir = await makeDataDir();
  const first = await startOwnServer(dataDir);
  const before = await makeBucket(first.url, Bucket);
  const described = { ContentType: "text/x", Metadata: { a: "b" } };
  await before.send(new PutObjectCommand({ Bucket, Key: "é/k", Body: "kept", ...described }));
  const { UploadId } = await before.send(new CreateMultipartUploadCommand({ Bucket, Key: "later" }));
  const part = { Bucket, Key: "later", UploadId, PartNumber: 1, Body: "the part" };
  const { ETag } = await before.send(new UploadPartCommand(part));
  await first.close();

  const after = connect((await startOwnServer(dataDir)).url);
  const head = await after.send(new HeadObjectCommand({ Bucket, Key: "é/k" }));
  expect(head).toMatchObject({ ContentType: "text/x", Metadata: { a: "b" }, ETag: `"${md5Hex("kept")}"` });
  expect(await readText(after, Bucket, "é/k")).toBe("kept");
  const MultipartUpload = { Parts: [{ PartNumber: 1, ETag }] };
  await after.send(new CompleteMultipartUploadCommand({ Bucket, Key: "later", UploadId, MultipartUpload }));
  expect(await readText(after, Bucket, "later")).toBe("the part");
});

test("a killed server loses nothing that it acknowledged, and keeps nothing that it did not", async () => {
  const dataDir = await makeDataDir();
  for (let round = 0; round < 4; round++) {
    const running = await startServerProcess(dataDir);
    const client = round === 0 ? await makeBucket(running.url, Bucket) : connect(running.url);
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
    await expect.poll(() => acknowledged.size).toBeGreaterThan(0);
    await new Promise((resolve) => setTimeout(resolve, 300 + round * 57));
    await running.stop("SIGKILL");
    await Promise.all(writers);

    const server = await startOwnServer(dataDir);
    const survivors = connect(server.url);
    expect(acknowledged.size).toBeGreaterThan(0);
    for (const [Key, Body] of acknowledged) {
      expect((await readText(survivors, Bucket, Key)) === Body).toBe(true);
    }
    const { Contents = [] } = await survivors.send(new ListObjectsV2Command({ Bucket }));
    for (const { Key = "", Size, ETag } of Contents) {
      const body = await readText(survivors, Bucket, Key);
      expect([body.length, `"${md5Hex(body)}"`]).toEqual([Size, ETag]);
    }
    expect(countBlobs(dataDir)).toBe(Contents.length);
    await server.close();
  }
});

test("bytes are gone from the disk when nothing refers to them any more", async () => {
  const dataDir = await makeDataDir();
  const client = await makeBucket((await startOwnServer(dataDir)).url, Bucket);
  await client.send(new PutObjectCommand({ Bucket, Key: "a", Body: "one" }));
  await client.send(new CopyObjectCommand({ Bucket, Key: "b", CopySource: `${Bucket}/a` }));
  await client.send(new PutObjectCommand({ Bucket, Key: "a", Body: "two" }));
  await sendTorn(
    await getSignedUrl(client, new PutObjectCommand({ Bucket, Key: "torn" })),
    Buffer.alloc(1 << 20),
  );
  await expect.poll(() => countBlobs(dataDir)).toBe(2);
  await client.send(new DeleteObjectCommand({ Bucket, Key: "b" }));
  await expect.poll(() => countBlobs(dataDir)).toBe(1);
  expect(await readText(client, Bucket, "a")).toBe("two");
});

test("a second server is kept out of the folder until the first has ended, even by a kill", async () => {
  const dataDir = await makeDataDir();
  const first = await startServerProcess(dataDir);
  await expect(startOwnServer(dataDir)).rejects.toThrow(/Another S3 server/);
  await first.stop("SIGKILL");
  const second = await startOwnServer(dataDir);
  await expect(startOwnServer(dataDir)).rejects.toThrow(/Another S3 server/);
  await second.close();
  await expect(startOwnServer(dataDir)).resolves.toBeDefined();
});

test.each(["SIGTERM", "SIGINT"] as const)(
  "%s ends the process cleanly, also amid a download that stands still",
  async (signal) => {
    const dataDir = await makeDataDir();
    const running = await startServerProcess(dataDir);
    const client = await makeBucket(running.url, Bucket);
    await client.send(new PutObjectCommand({ Bucket, Key: "big", Body: Buffer.alloc(64 << 20) }));
    const url = await getSignedUrl(client, new GetObjectCommand({ Bucket, Key: "big" }));
    const stalled = await new Promise<{ destroy(): void }>((resolve) =>
      get(url, resolve).on("error", () => undefined),
    );
    expect(await running.stop(signal)).toBe(0);
    stalled.destroy();
  },
);
