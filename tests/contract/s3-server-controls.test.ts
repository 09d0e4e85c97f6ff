// What tests and people can do with our own S3 server beyond the contract of every store: watch it, move its clock, make
// it misbehave; and what it insists on where other stores are lenient.
import {
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  DeleteObjectsCommand,
  ListMultipartUploadsCommand,
  ListObjectsV2Command,
  PutBucketLifecycleConfigurationCommand,
  PutObjectCommand,
  type S3ClientConfig,
} from "@aws-sdk/client-s3";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
import { expect, test } from "vitest";
import { ConnectionLost } from "@/dev/s3/behaviour";
import type { S3RequestLog } from "@/dev/s3/service";
import { refusalOf, sha256Base64, statusOf } from "@/tests/support/s3/contract-store";
import {
  connect,
  credentials,
  makeBucket,
  makeDataDir,
  readText,
  startOwnServer,
} from "@/tests/support/s3/own-server";
import { sendRaw } from "@/tests/support/s3/raw-request";

const Bucket = "kept";

test("lifecycle rules are carried out when their day has come", async () => {
  const dataDir = await makeDataDir();
  const server = await startOwnServer(dataDir, { now: () => new Date("2026-03-01T10:00:00Z") });
  const day = (text: string): Date => new Date(`2026-03-${text}T00:00:01Z`);
  const systemClockOffset = Date.parse("2026-03-01T10:00:00Z") - Date.now();
  const client = await makeBucket(server.url, Bucket, { systemClockOffset });
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
  await client.send(new PutObjectCommand({ Bucket, Key: "uploads/a", Body: "x" }));
  await client.send(new PutObjectCommand({ Bucket, Key: "images/a", Body: "x" }));
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
  const dataDir = await makeDataDir();
  const seen: S3RequestLog[] = [];
  const { url: endpoint } = await startOwnServer(dataDir, { onRequest: (entry) => seen.push(entry) });
  const client = await makeBucket(endpoint, Bucket);
  const url = await getSignedUrl(client, new PutObjectCommand({ Bucket, Key: "a/b" }));
  await sendRaw("PUT", url, { body: "hello", headers: { origin: "http://app.test" } });
  await sendRaw("PUT", `${url}0`, { body: "hello" });
  await readText(client, Bucket, "a/b");
  await expect.poll(() => seen).toHaveLength(4);
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
  const dataDir = await makeDataDir();
  const seen: S3RequestLog[] = [];
  const server = await startOwnServer(dataDir, {
    onRequest: (entry) => seen.push(entry),
    profile: {
      acceptsUnsignedHeaders: false,
      async behaviour({ operation, request }, perform) {
        const headers = request.headers.without("if-none-match");
        const answer = await perform({ ...request, headers });
        if (operation === "PutObject" && request.key === "lost") throw new ConnectionLost();
        return answer;
      },
    },
  });
  const client = await makeBucket(server.url, Bucket);
  const put = (Key: string): Promise<unknown> =>
    client.send(new PutObjectCommand({ Bucket, Key, Body: "x", IfNoneMatch: "*" }));
  await put("twice");
  await put("twice");
  await expect(put("lost")).rejects.toThrow();
  await expect.poll(() => seen.at(-1)).toMatchObject({ status: 0, code: "ConnectionLost" });
  expect(await readText(client, Bucket, "lost")).toBe("x");
});

test("temporary credentials need their session token", async () => {
  const temporary = { ...credentials, sessionToken: "token" };
  const { url } = await startOwnServer(await makeDataDir(), { credentials: temporary });
  const createWith = (given: S3ClientConfig): Promise<number> =>
    statusOf(connect(url, given).send(new CreateBucketCommand({ Bucket })));
  expect(await createWith({ credentials })).toBe(400);
  expect(await createWith({ credentials: temporary })).toBe(200);
});

test("a document that S3 wants a digest with is refused without one, and with a wrong one", async () => {
  const { url } = await startOwnServer(await makeDataDir());
  const client = await makeBucket(url, Bucket);
  await client.send(new PutObjectCommand({ Bucket, Key: "spared", Body: "x" }));
  const careless = connect(url);
  careless.middlewareStack.add(
    (next) => (call) => {
      const { request } = call;
      if (!isWithHeaders(request)) return next(call);
      const promises = /^(content-md5|x-amz-(sdk-)?checksum-.*)$/;
      request.headers = Object.fromEntries(
        Object.entries(request.headers).filter(([name]) => !promises.test(name)),
      );
      return next(call);
    },
    { step: "build", priority: "low", name: "careless" },
  );
  const remove = { Bucket, Delete: { Objects: [{ Key: "spared" }] } };
  const refusal = { status: 400, code: "InvalidRequest" };
  expect(await refusalOf(careless.send(new DeleteObjectsCommand(remove)))).toEqual(refusal);
  const wrong = new DeleteObjectsCommand({ ...remove, ChecksumAlgorithm: "SHA256" });
  client.middlewareStack.add(
    (next) => (call) => {
      const { request } = call;
      if (isWithHeaders(request)) request.headers["x-amz-checksum-sha256"] = sha256Base64("something else");
      return next(call);
    },
    { step: "build", priority: "low", name: "mistaken" },
  );
  expect(await refusalOf(client.send(wrong))).toEqual({ status: 400, code: "BadDigest" });
  expect(await readText(connect(url), Bucket, "spared")).toBe("x");
});

function isWithHeaders(request: unknown): request is { headers: Record<string, string> } {
  return typeof request === "object" && request !== null && "headers" in request;
}
