import {
  CopyObjectCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadObjectCommand,
} from "@aws-sdk/client-s3";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
import { expect, test } from "vitest";
import {
  md5Hex,
  openContractStore,
  refusalOf,
  sha256Base64,
  statusOf,
} from "@/tests/support/s3/contract-store";
import { sendRaw } from "@/tests/support/s3/raw-request";

const store = await openContractStore();
const body = "hello, presigned world\n";
const head = (key: string) =>
  store.client.send(new HeadObjectCommand({ Bucket: store.bucket, Key: key, ChecksumMode: "ENABLED" }));

test("metadata and descriptive headers come back as they were given", async () => {
  await store.put("described", body, {
    Metadata: { owner: "ann", "file-id": "42" },
    CacheControl: "private, max-age=60",
    ContentEncoding: "gzip",
    ContentDisposition: 'attachment; filename="x"',
    ContentLanguage: "de",
    ContentType: "text/x-described",
  });
  const { headers } = await sendRaw("GET", await store.presignGet("described"));
  expect(headers).toMatchObject({
    "x-amz-meta-owner": "ann",
    "x-amz-meta-file-id": "42",
    "cache-control": "private, max-age=60",
    "content-encoding": "gzip",
    "content-disposition": 'attachment; filename="x"',
    "content-language": "de",
    "content-type": "text/x-described",
  });
});

test("a copy keeps what describes its source, or has it replaced as a whole", async () => {
  await store.put("src", body, {
    ContentType: "text/x-src",
    CacheControl: "no-store",
    Metadata: { one: "1" },
  });
  const CopySource = `${store.bucket}/src`;
  await store.client.send(new CopyObjectCommand({ Bucket: store.bucket, Key: "kept", CopySource }));
  await store.client.send(
    new CopyObjectCommand({
      Bucket: store.bucket,
      Key: "replaced",
      CopySource,
      MetadataDirective: "REPLACE",
      ContentType: "text/x-new",
      Metadata: { two: "2" },
    }),
  );
  const [kept, replaced] = await Promise.all([head("kept"), head("replaced")]);
  expect(kept).toMatchObject({ ContentType: "text/x-src", CacheControl: "no-store", Metadata: { one: "1" } });
  expect(replaced).toMatchObject({ ContentType: "text/x-new", Metadata: { two: "2" } });
  expect(replaced.CacheControl).toBeUndefined();
  expect(await store.read("replaced")).toBe(body);
  expect(replaced.ETag).toBe(`"${md5Hex(body)}"`);
});

test("a copy computes the checksum that it is asked for", async () => {
  await store.put("unsummed", body);
  const { CopyObjectResult } = await store.client.send(
    new CopyObjectCommand({
      Bucket: store.bucket,
      Key: "summed",
      CopySource: `${store.bucket}/unsummed`,
      ChecksumAlgorithm: "SHA256",
    }),
  );
  const expected = store.provider.keepsChecksums ? sha256Base64(body) : undefined;
  expect(CopyObjectResult?.ChecksumSHA256).toBe(expected);
  expect((await head("summed")).ChecksumSHA256).toBe(expected);
});

test("a copy outlives its source, and a source its copy", async () => {
  await store.put("first", body);
  await store.client.send(
    new CopyObjectCommand({ Bucket: store.bucket, Key: "second", CopySource: `${store.bucket}/first` }),
  );
  await store.client.send(new DeleteObjectCommand({ Bucket: store.bucket, Key: "first" }));
  expect(await store.read("second")).toBe(body);
  expect(await store.exists("first")).toBe(false);
});

test("copying from nowhere, or onto itself without a change, is refused", async () => {
  await store.put("self", body);
  const copy = (CopySource: string): Promise<unknown> =>
    store.client.send(new CopyObjectCommand({ Bucket: store.bucket, Key: "self", CopySource }));
  expect(await refusalOf(copy(`${store.bucket}/absent`))).toEqual({ status: 404, code: "NoSuchKey" });
  expect(await refusalOf(copy(`${store.bucket}/self`))).toMatchObject({
    status: 400,
    code: "InvalidRequest",
  });
  expect(await store.read("self")).toBe(body);
});

test("deleting answers 204, whether the key was there or not, also by a presigned URL", async () => {
  await store.put("gone", body);
  await store.put("gone-by-url", body);
  const remove = (Key: string) => new DeleteObjectCommand({ Bucket: store.bucket, Key });
  expect(await statusOf(store.client.send(remove("gone")))).toBe(204);
  expect(await statusOf(store.client.send(remove("never-there")))).toBe(204);
  const url = await getSignedUrl(store.client, remove("gone-by-url"), { expiresIn: 60 });
  expect((await sendRaw("DELETE", url)).status).toBe(204);
  expect(await store.exists("gone")).toBe(false);
  expect(await store.exists("gone-by-url")).toBe(false);
});

test("many keys are deleted by one request", async () => {
  await store.put("d1", body);
  await store.put("d2", body);
  const client = store.connect({ requestChecksumCalculation: "WHEN_SUPPORTED" });
  const Objects = ["d1", "d2", "d3"].map((Key) => ({ Key }));
  const loud = await client.send(new DeleteObjectsCommand({ Bucket: store.bucket, Delete: { Objects } }));
  expect(loud.Deleted?.map(({ Key }) => Key).sort()).toEqual(["d1", "d2", "d3"]);
  const quiet = await client.send(
    new DeleteObjectsCommand({ Bucket: store.bucket, Delete: { Objects, Quiet: true } }),
  );
  expect(quiet.Deleted ?? []).toEqual([]);
  expect([await store.exists("d1"), await store.exists("d2")]).toEqual([false, false]);
});

test("an object that is overwritten during a download is read to its end as it was", async () => {
  const old = Buffer.alloc(8 << 20, "o");
  await store.put("replaced-meanwhile", old);
  const { Body } = await store.client.send(
    new GetObjectCommand({ Bucket: store.bucket, Key: "replaced-meanwhile" }),
  );
  await store.put("replaced-meanwhile", "new");
  expect(Buffer.from((await Body?.transformToByteArray()) ?? []).equals(old)).toBe(true);
  expect(await store.read("replaced-meanwhile")).toBe("new");
});

test.each([
  ["spaces and plus", "a b/c+d.txt"],
  ["percent", "p%20q.txt"],
  ["letters of many scripts", "résumé ☃ 写真 🦊.txt"],
  ["everything that URLs reserve", "q&r=s'(t)!*;:@,$#?[]~|\\^`{}<>\".txt"],
  ["an empty segment", "x//y.txt"],
  ["a slash at the end", "dir/"],
  ["many folders", `very/${"d/".repeat(40)}z`],
  ["1024 bytes", "k".repeat(1024)],
])("a key with %s is kept apart from every other", async (_name, key) => {
  const put = await sendRaw("PUT", await store.presignPut(key), { body: `of ${key}` });
  expect(put.status).toBe(200);
  expect((await sendRaw("GET", await store.presignGet(key))).body.toString()).toBe(`of ${key}`);
});

test("a key of more than 1024 bytes is refused", async () => {
  const { status } = await sendRaw("PUT", await store.presignPut("k".repeat(1025)), { body });
  expect(status).toBe(400);
});

test('the keys "f" and "f/g" can both exist', async () => {
  await store.put("f", "one");
  await store.put("f/g", "two");
  expect([await store.read("f"), await store.read("f/g")]).toEqual(["one", "two"]);
});

test("an empty object is an object", async () => {
  expect((await sendRaw("PUT", await store.presignPut("empty"), { body: "" })).status).toBe(200);
  expect(await head("empty")).toMatchObject({ ContentLength: 0, ETag: `"${md5Hex("")}"` });
  expect(await store.read("empty")).toBe("");
});
