import { createHash } from "node:crypto";
import { HeadObjectCommand, PutObjectCommand, type ChecksumAlgorithm } from "@aws-sdk/client-s3";
import { expect, test } from "vitest";
import {
  md5Base64,
  openContractStore,
  refusalOf,
  sha256Base64,
  statusOf,
} from "@/tests/support/s3/contract-store";
import { sendRaw } from "@/tests/support/s3/raw-request";

const store = await openContractStore();
const body = "hello, presigned world\n";
const other = "hello, presigned WORLD\n";
const inHeader = { unhoistableHeaders: new Set(["x-amz-checksum-sha256"]) };
const presignChecked = (key: string): Promise<string> =>
  store.presignPut(key, { ChecksumSHA256: sha256Base64(body) }, inHeader);
const checksumOf = (text: string): Record<string, string> => ({
  "x-amz-checksum-sha256": sha256Base64(text),
});

test("a signed SHA-256 admits its own body, and HEAD gives it back", async () => {
  const answer = await sendRaw("PUT", await presignChecked("right"), { body, headers: checksumOf(body) });
  expect(answer.status).toBe(200);
  const head = await store.client.send(
    new HeadObjectCommand({ Bucket: store.bucket, Key: "right", ChecksumMode: "ENABLED" }),
  );
  expect(head.ChecksumSHA256).toBe(store.provider.keepsChecksums ? sha256Base64(body) : undefined);
});

test("a signed SHA-256 refuses another body and leaves the old object unharmed", async () => {
  await store.put("kept", "old");
  const answer = await sendRaw("PUT", await presignChecked("kept"), {
    body: other,
    headers: checksumOf(body),
  });
  expect(answer.status).toBe(store.provider.verifiesChecksums ? 400 : 200);
  expect(answer.code).toBe(store.provider.verifiesChecksums ? "BadDigest" : "");
  expect(await store.read("kept")).toBe(store.provider.verifiesChecksums ? "old" : other);
});

test("a signed SHA-256 can be neither left out nor replaced", async () => {
  const url = await presignChecked("swapped");
  expect((await sendRaw("PUT", url, { body: other, headers: checksumOf(other) })).status).toBe(403);
  expect((await sendRaw("PUT", url, { body })).status).toBe(403);
  expect(await store.exists("swapped")).toBe(false);
});

test("a checksum that the presigner hoisted into the query binds nothing, as on AWS", async () => {
  const url = await store.presignPut("hoisted", { ChecksumSHA256: sha256Base64(body) });
  expect(new URL(url).searchParams.has("x-amz-checksum-sha256")).toBe(true);
  expect((await sendRaw("PUT", url, { body: other })).status).toBe(200);
  expect(await store.read("hoisted")).toBe(other);
});

test("a signed Content-MD5 refuses another body, and cannot be left out or replaced", async () => {
  const url = await store.presignPut("md5", { ContentMD5: md5Base64(body) });
  const send = (text: string, md5: string | null): ReturnType<typeof sendRaw> =>
    sendRaw("PUT", url, { body: text, headers: md5 === null ? {} : { "content-md5": md5 } });
  const { verifiesMd5 } = store.provider;
  expect(await send(other, md5Base64(body))).toMatchObject(
    verifiesMd5 ? { status: 400, code: "BadDigest" } : { status: 200 },
  );
  expect((await send(other, md5Base64(other))).status).toBe(403);
  expect((await send(other, null)).status).toBe(403);
  expect(await store.exists("md5")).toBe(!verifiesMd5);
  expect((await send(body, md5Base64(body))).status).toBe(200);
});

test("a Content-MD5 that is no MD5 is refused", async () => {
  const put = new PutObjectCommand({
    Bucket: store.bucket,
    Key: "no-md5",
    Body: body,
    ContentMD5: "bm90IGFuIG1kNQ==",
  });
  if (store.provider.verifiesMd5)
    expect(await refusalOf(store.client.send(put))).toEqual({ status: 400, code: "InvalidDigest" });
  else expect(await statusOf(store.client.send(put))).toBe(200);
});

/** Of the nine bytes "123456789", from the catalogues of these checksums. */
const known: readonly [ChecksumAlgorithm, string][] = [
  ["CRC32", Buffer.from("cbf43926", "hex").toString("base64")],
  ["CRC32C", Buffer.from("e3069283", "hex").toString("base64")],
  ["CRC64NVME", Buffer.from("ae8b14860a799888", "hex").toString("base64")],
  ["SHA1", createHash("sha1").update("123456789").digest("base64")],
  ["SHA256", sha256Base64("123456789")],
];

test.each(known)("%s is verified, kept and given back", async (algorithm, value) => {
  const name = `x-amz-checksum-${algorithm.toLowerCase()}`;
  const options = { unhoistableHeaders: new Set([name]) };
  const url = await store.presignPut("algorithm", { [`Checksum${algorithm}`]: value }, options);
  const wrong = await sendRaw("PUT", url, { body: "123456780", headers: { [name]: value } });
  const right = await sendRaw("PUT", url, { body: "123456789", headers: { [name]: value } });
  expect(right.status).toBe(200);
  expect(wrong.status).toBe(store.provider.verifiesChecksums ? 400 : 200);
  const input = { Bucket: store.bucket, Key: "algorithm", ChecksumMode: "ENABLED" as const };
  const head = await store.client.send(new HeadObjectCommand(input));
  expect(head[`Checksum${algorithm}`]).toBe(store.provider.keepsChecksums ? value : undefined);
});

test("two checksums of one body are refused, as is one that is no checksum", async () => {
  const bothNames = new Set(["x-amz-checksum-sha256", "x-amz-checksum-sha1"]);
  const both = await store.presignPut(
    "both",
    { ChecksumSHA256: sha256Base64(body), ChecksumSHA1: createHash("sha1").update(body).digest("base64") },
    { unhoistableHeaders: bothNames },
  );
  const sha1 = createHash("sha1").update(body).digest("base64");
  const headers = { ...checksumOf(body), "x-amz-checksum-sha1": sha1 };
  const two = await sendRaw("PUT", both, { body, headers });
  const bad = await store.presignPut("bad", { ChecksumSHA256: "bm9wZQ==" }, inHeader);
  const none = await sendRaw("PUT", bad, { body, headers: { "x-amz-checksum-sha256": "bm9wZQ==" } });
  const expected = store.provider.verifiesChecksums ? 400 : 200;
  expect([two.status, none.status]).toEqual([expected, expected]);
});
