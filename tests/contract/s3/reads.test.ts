import { GetObjectAttributesCommand, GetObjectCommand, HeadObjectCommand } from "@aws-sdk/client-s3";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
import { expect, test } from "vitest";
import { md5Hex, openContractStore } from "@/tests/support/s3/contract-store";
import { sendRaw, type RawAnswer } from "@/tests/support/s3/raw-request";

const store = await openContractStore();
const body = "hello, presigned world\n";
await store.put("a.txt", body, { ContentType: "text/plain" });

const getWith = async (more: object, headers: Record<string, string> = {}): Promise<RawAnswer> => {
  const command = new GetObjectCommand({ Bucket: store.bucket, Key: "a.txt", ...more });
  return sendRaw("GET", await getSignedUrl(store.client, command, { expiresIn: 60 }), { headers });
};

test("signed overrides decide type, disposition and caching of the answer", async () => {
  const disposition = "attachment; filename=\"r.txt\"; filename*=UTF-8''r%C3%A9sum%C3%A9.txt";
  const { status, headers } = await getWith({
    ResponseContentDisposition: disposition,
    ResponseContentType: "application/octet-stream",
    ResponseCacheControl: "private, max-age=60",
  });
  expect(status).toBe(200);
  expect(headers).toMatchObject({
    "content-disposition": disposition,
    "content-type": "application/octet-stream",
    "cache-control": "private, max-age=60",
  });
});

test.each([
  ["a line break", 'attachment; filename="x"\r\nset-cookie: a=b'],
  ["a character beyond ISO-8859-1", 'attachment; filename="☃"'],
])("an override with %s is refused rather than sent", async (_name, disposition) => {
  // A store that sends it all the same may give an answer that is not even HTTP.
  const answer = await getWith({ ResponseContentDisposition: disposition }).catch(() => null);
  expect(answer?.code === "InvalidArgument").toBe(store.provider.refusesUnsafeOverrides);
});

test("HEAD tells what GET would send, without sending it", async () => {
  const command = new HeadObjectCommand({ Bucket: store.bucket, Key: "a.txt" });
  const head = await sendRaw("HEAD", await getSignedUrl(store.client, command, { expiresIn: 60 }));
  expect(head.status).toBe(200);
  expect(head.body).toHaveLength(0);
  expect(head.headers).toMatchObject({
    "content-length": String(body.length),
    "content-type": "text/plain",
    "accept-ranges": "bytes",
    etag: `"${md5Hex(body)}"`,
  });
  expect(Math.abs(Date.parse(head.headers["last-modified"] ?? "") - Date.now())).toBeLessThan(60_000);
});

test("ranges give the bytes they name, and 416 when there are none", async () => {
  const range = async (value: string): Promise<RawAnswer> => getWith({}, { range: value });
  const middle = await range("bytes=7-15");
  expect(middle.status).toBe(206);
  expect(middle.body.toString()).toBe("presigned");
  expect(middle.headers["content-range"]).toBe(`bytes 7-15/${body.length}`);
  expect((await range("bytes=-6")).body.toString()).toBe("world\n");
  expect((await range("bytes=17-")).body.toString()).toBe("world\n");
  expect((await range("bytes=17-9999")).body.toString()).toBe("world\n");
  expect(await range("bytes=9999-")).toMatchObject({ status: 416, code: "InvalidRange" });
});

test("a missing key is NoSuchKey, and HEAD of it has no body", async () => {
  expect(await sendRaw("GET", await store.presignGet("nope"))).toMatchObject({
    status: 404,
    code: "NoSuchKey",
  });
  const command = new HeadObjectCommand({ Bucket: store.bucket, Key: "nope" });
  const head = await sendRaw("HEAD", await getSignedUrl(store.client, command, { expiresIn: 60 }));
  expect(head.status).toBe(404);
  expect(head.body).toHaveLength(0);
});

test("a bucket is also found by its host name", async () => {
  const endpoint = new URL(store.endpoint);
  const client = store.connect({ endpoint: `http://localhost:${endpoint.port}`, forcePathStyle: false });
  const url = await store.presignGet("a.txt", {}, client);
  expect(new URL(url).hostname).toBe(`${store.bucket}.localhost`);
  const answer = await sendRaw("GET", url, { connectTo: endpoint.hostname });
  expect(answer.body.toString()).toBe(body);
});

test("the attributes of an object can be asked for", async () => {
  const command = new GetObjectAttributesCommand({
    Bucket: store.bucket,
    Key: "a.txt",
    ObjectAttributes: ["ObjectSize", "ETag"],
  });
  const attributes = await store.client.send(command).catch(() => null);
  expect(attributes?.ObjectSize).toBe(store.provider.keepsChecksums ? body.length : undefined);
  expect(attributes?.ETag).toBe(store.provider.keepsChecksums ? md5Hex(body) : undefined);
});
