import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { promisify } from "node:util";
import { GetObjectCommand, HeadObjectCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import { expect, test } from "vitest";
import {
  md5Base64,
  md5Hex,
  openContractStore,
  sha256Base64,
  statusOf,
} from "@/tests/support/s3/contract-store";
import { sendRaw, sendTorn } from "@/tests/support/s3/raw-request";

const store = await openContractStore();
const body = "hello, presigned world\n";
const withType = { signableHeaders: new Set(["content-type", "host"]) };

test("the ETag of a simple PUT is the MD5 of its body", async () => {
  const answer = await sendRaw("PUT", await store.presignPut("etag"), { body });
  expect(answer.headers["etag"]).toBe(`"${md5Hex(body)}"`);
});

test("a signed content type must be sent exactly as signed", async () => {
  const url = await store.presignPut("typed", { ContentType: "image/png" }, withType);
  for (const type of ["text/html", "image/png, text/html", "IMAGE/PNG", null]) {
    const headers = type === null ? {} : { "content-type": type };
    expect((await sendRaw("PUT", url, { body, headers })).status).toBe(403);
  }
  expect(await store.exists("typed")).toBe(false);
  expect((await sendRaw("PUT", url, { body, headers: { "content-type": "image/png" } })).status).toBe(200);
});

test("a signed length admits bodies of that length only", async () => {
  const url = await store.presignPut("sized", { ContentLength: body.length });
  expect(new URL(url).searchParams.get("X-Amz-SignedHeaders")).toContain("content-length");
  for (const wrong of [body.slice(1), `${body}!`, body.repeat(1000)]) {
    expect((await sendRaw("PUT", url, { body: wrong })).status).toBe(403);
  }
  expect([403, 411]).toContain((await sendRaw("PUT", url, { body, chunked: true })).status);
  expect(await store.exists("sized")).toBe(false);
  expect((await sendRaw("PUT", url, { body })).status).toBe(200);
});

test("a body of unknown length is refused", async () => {
  const answer = await sendRaw("PUT", await store.presignPut("unsized"), { body, chunked: true });
  expect(answer).toMatchObject({ status: 411, code: "MissingContentLength" });
});

test("more than 5 GiB in one PUT is refused before a byte is read", async () => {
  const url = await store.presignPut("huge");
  const headers = { "content-length": String(5 * 1024 ** 3 + 1), expect: "100-continue" };
  const answer = await sendRaw("PUT", url, { headers });
  expect(answer).toMatchObject({ status: 400, code: "EntityTooLarge" });
});

test("an upload that is cut off half way stores nothing and leaves the old object alone", async () => {
  await store.put("torn-over", "old");
  for (const key of ["torn", "torn-over"]) await sendTorn(await store.presignPut(key), randomBytes(1 << 20));
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(await store.exists("torn")).toBe(false);
  expect(await store.read("torn-over")).toBe("old");
});

test("a refused upload of many megabytes is still told why", async () => {
  const url = await store.presignPut("refused", { ContentLength: 1 });
  const answer = await sendRaw("PUT", url, { body: Buffer.alloc(24 << 20) }).catch(() => null);
  if (answer === null) expect(store.provider.answersRefusedUploads).toBe(false);
  else expect(answer).toMatchObject({ status: 403, code: "SignatureDoesNotMatch" });
});

test("a stranger with nothing but curl, the URL and the headers can upload", async () => {
  const folder = await mkdtemp(join(tmpdir(), "signet-curl-"));
  const file = join(folder, "picture.png");
  const picture = randomBytes(3 << 20);
  await writeFile(file, picture);
  const headers = {
    "content-type": "image/png",
    "content-md5": md5Base64(picture),
    "if-none-match": "*",
    "x-amz-checksum-sha256": sha256Base64(picture),
  };
  const url = await store.presignPut(
    "from curl/picture.png",
    {
      ContentType: "image/png",
      ContentLength: picture.length,
      ContentMD5: md5Base64(picture),
      ChecksumSHA256: sha256Base64(picture),
      IfNoneMatch: "*",
    },
    {
      signableHeaders: new Set([...Object.keys(headers), "content-length", "host"]),
      unhoistableHeaders: new Set(["x-amz-checksum-sha256", "if-none-match"]),
    },
  );
  const flags = Object.entries(headers).flatMap(([name, value]) => ["-H", `${name}: ${value}`]);
  const curl = async (): Promise<string> => {
    const command = ["-sS", "-o", "/dev/null", "-w", "%{http_code}", "-T", file, ...flags, url];
    return (await promisify(execFile)("curl", command)).stdout;
  };
  expect(await curl()).toBe("200");
  expect(await curl()).toBe(store.provider.conditionalCreates ? "412" : "200");
  const read = await sendRaw("GET", await store.presignGet("from curl/picture.png"));
  expect(read.body.equals(picture)).toBe(true);
  await rm(folder, { recursive: true });
});

test("the SDK's own defaults, a CRC-32 with every upload, work for a buffer", async () => {
  const client = store.connect({ requestChecksumCalculation: "WHEN_SUPPORTED" });
  await client.send(new PutObjectCommand({ Bucket: store.bucket, Key: "default", Body: body }));
  const head = new HeadObjectCommand({ Bucket: store.bucket, Key: "default", ChecksumMode: "ENABLED" });
  const { ChecksumCRC32, ContentEncoding } = await client.send(head);
  expect(ContentEncoding).toBeUndefined();
  expect(ChecksumCRC32 !== undefined).toBe(store.provider.keepsChecksums);
  expect(await store.read("default")).toBe(body);
});

test("the SDK's own defaults, aws-chunked with a trailer, work for a stream", async () => {
  const client = store.connect({ requestChecksumCalculation: "WHEN_SUPPORTED" });
  const bytes = randomBytes(300_000);
  const stream = Readable.from([bytes.subarray(0, 200_000), bytes.subarray(200_000)], { objectMode: false });
  const input = { Bucket: store.bucket, Key: "stream", Body: stream, ContentLength: bytes.length };
  const status = await statusOf(client.send(new PutObjectCommand(input)));
  expect(status).toBe(store.provider.acceptsTrailers ? 200 : 411);
  if (status !== 200) return;
  const { Body, ContentEncoding } = await client.send(
    new GetObjectCommand({ Bucket: store.bucket, Key: "stream" }),
  );
  expect(ContentEncoding).toBeUndefined();
  expect(Buffer.from((await Body?.transformToByteArray()) ?? []).equals(bytes)).toBe(true);
});

test("metadata that a presigner moved into the query is kept", async () => {
  const url = await store.presignPut("hoisted-meta", { Metadata: { owner: "ann" } });
  expect(new URL(url).searchParams.get("x-amz-meta-owner")).toBe("ann");
  await sendRaw("PUT", url, { body });
  const { headers } = await sendRaw("GET", await store.presignGet("hoisted-meta"));
  expect(headers["x-amz-meta-owner"]).toBe("ann");
});
