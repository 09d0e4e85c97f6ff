import { createHash, randomBytes } from "node:crypto";
import { crc32 } from "node:zlib";
import { HeadObjectCommand, UploadPartCommand } from "@aws-sdk/client-s3";
import { expect, test } from "vitest";
import { openContractStore, refusalOf, sha256Base64, statusOf } from "@/tests/support/s3/contract-store";
import { listed, multipartActions } from "@/tests/support/s3/multipart-actions";

const store = await openContractStore();
const { start, sendPart, sendCheckedPart, complete } = multipartActions(store);
const first = randomBytes(5 << 20);
const second = randomBytes(700_000);
const small = Buffer.from("small");

test("completing is refused when a part but the last is small", async () => {
  const id = await start("tiny");
  const parts = [
    listed(1, await sendPart("tiny", id, 1, small)),
    listed(2, await sendPart("tiny", id, 2, first)),
  ];
  expect(await refusalOf(complete("tiny", id, parts))).toEqual({ status: 400, code: "EntityTooSmall" });
  expect(await store.exists("tiny")).toBe(false);
});

test("completing is refused for a part that was never put, and can then be done right", async () => {
  const id = await start("picky");
  const one = listed(1, await sendPart("picky", id, 1, first));
  const two = listed(2, await sendPart("picky", id, 2, small));
  const unknown = { PartNumber: 2, ETag: `"${"0".repeat(32)}"` };
  expect(await refusalOf(complete("picky", id, [one, unknown]))).toEqual({
    status: 400,
    code: "InvalidPart",
  });
  expect(await store.exists("picky")).toBe(false);
  expect(await statusOf(complete("picky", id, [one, two]))).toBe(200);
});

test("completing is refused for parts out of order", async () => {
  const id = await start("order");
  const one = listed(1, await sendPart("order", id, 1, first));
  const two = listed(2, await sendPart("order", id, 2, small));
  expect(await statusOf(complete("order", id, [two, one]))).toBe(
    store.provider.requiresPartOrder ? 400 : 200,
  );
  expect(await store.exists("order")).toBe(!store.provider.requiresPartOrder);
});

test("parts that are not listed are left out of the object", async () => {
  const id = await start("subset");
  await sendPart("subset", id, 1, Buffer.from("unwanted"));
  const wanted = listed(2, await sendPart("subset", id, 2, small));
  const status = await statusOf(complete("subset", id, [wanted]));
  expect(status).toBe(store.provider.completesSubsets ? 200 : 400);
  expect(await store.exists("subset")).toBe(store.provider.completesSubsets);
  if (status === 200) expect(await store.read("subset")).toBe("small");
});

test("a part's signed SHA-256 refuses another body", async () => {
  const id = await start("checked", { ChecksumAlgorithm: "SHA256" });
  const answer = await sendCheckedPart("checked", id, 1, small, first);
  expect(answer.status).toBe(store.provider.verifiesChecksums ? 400 : 200);
});

test("an upload with SHA-256 ends with the checksum of its parts' checksums", async () => {
  const id = await start("composite", { ChecksumAlgorithm: "SHA256" });
  const one = await sendCheckedPart("composite", id, 1, first, first);
  const two = await sendCheckedPart("composite", id, 2, second, second);
  // A client lists what the parts were answered with.
  const checksumOf = (part: Buffer) =>
    store.provider.keepsChecksums ? { ChecksumSHA256: sha256Base64(part) } : {};
  const parts = [
    { ...listed(1, one), ...checksumOf(first) },
    { ...listed(2, two), ...checksumOf(second) },
  ];
  await complete("composite", id, parts);
  const head = await store.client.send(
    new HeadObjectCommand({ Bucket: store.bucket, Key: "composite", ChecksumMode: "ENABLED" }),
  );
  const digests = [first, second].map((part) => createHash("sha256").update(part).digest());
  const expected = `${sha256Base64(Buffer.concat(digests))}-2`;
  expect(head.ChecksumSHA256).toBe(store.provider.keepsChecksums ? expected : undefined);
});

test("an upload with a whole-object CRC ends with that of all its bytes", async () => {
  const id = await start("full", { ChecksumAlgorithm: "CRC32", ChecksumType: "FULL_OBJECT" });
  const client = store.connect({ requestChecksumCalculation: "WHEN_SUPPORTED" });
  const parts = await Promise.all(
    [first, second].map(async (Body, at) => {
      const target = { Bucket: store.bucket, Key: "full", UploadId: id, PartNumber: at + 1 };
      const { ETag, ChecksumCRC32 } = await client.send(
        new UploadPartCommand({ ...target, Body, ChecksumAlgorithm: "CRC32" }),
      );
      return { PartNumber: at + 1, ETag, ChecksumCRC32 };
    }),
  );
  await complete("full", id, parts);
  const head = new HeadObjectCommand({ Bucket: store.bucket, Key: "full", ChecksumMode: "ENABLED" });
  const crc = Buffer.alloc(4);
  crc.writeUInt32BE(crc32(second, crc32(first)));
  expect((await store.client.send(head)).ChecksumCRC32).toBe(
    store.provider.keepsChecksums ? crc.toString("base64") : undefined,
  );
});

test("completing with If-None-Match: * spares an object that is there, and the upload stays", async () => {
  await store.put("taken", "first");
  const id = await start("taken");
  const part = listed(1, await sendPart("taken", id, 1, small));
  const status = await statusOf(complete("taken", id, [part], { IfNoneMatch: "*" }));
  expect(status).toBe(store.provider.conditionalCompletion ? 412 : 200);
  expect(await store.read("taken")).toBe(store.provider.conditionalCompletion ? "first" : "small");
  if (status === 412) expect(await statusOf(complete("taken", id, [part]))).toBe(200);
  expect(await statusOf(complete("taken", id, [part]))).toBe(store.provider.lateCompletion.completed);
});

test("of eight completions with If-None-Match: * at once exactly one succeeds", async () => {
  const uploads = await Promise.all(
    Array.from({ length: 8 }, async (_value, at) => {
      const id = await start("race");
      return { id, part: listed(1, await sendPart("race", id, 1, Buffer.from(`writer ${at}`))) };
    }),
  );
  const statuses = await Promise.all(
    uploads.map(({ id, part }) => statusOf(complete("race", id, [part], { IfNoneMatch: "*" }))),
  );
  const winners = statuses.filter((status) => status === 200);
  expect(winners).toHaveLength(store.provider.conditionalCompletion ? 1 : 8);
});
