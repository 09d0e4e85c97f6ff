import { createHash, randomBytes } from "node:crypto";
import { crc32 } from "node:zlib";
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  ListPartsCommand,
  UploadPartCommand,
  UploadPartCopyCommand,
  type CompletedPart,
  type CompleteMultipartUploadCommandInput,
  type CreateMultipartUploadCommandInput,
  type UploadPartCommandInput,
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
import { sendRaw, type RawAnswer } from "@/tests/support/s3/raw-request";

const store = await openContractStore();
const first = randomBytes(5 << 20);
const second = randomBytes(700_000);
const small = Buffer.from("small");
const inHeader = { unhoistableHeaders: new Set(["x-amz-checksum-sha256"]) };

async function start(Key: string, more: Partial<CreateMultipartUploadCommandInput> = {}): Promise<string> {
  const command = new CreateMultipartUploadCommand({ Bucket: store.bucket, Key, ...more });
  return (await store.client.send(command)).UploadId ?? "";
}

async function presignPart(
  key: string,
  uploadId: string,
  partNumber: number,
  more: Partial<UploadPartCommandInput> = {},
): Promise<string> {
  const input = { Bucket: store.bucket, Key: key, UploadId: uploadId, PartNumber: partNumber, ...more };
  return getSignedUrl(store.client, new UploadPartCommand(input), { expiresIn: 300, ...inHeader });
}

async function sendPart(key: string, uploadId: string, partNumber: number, body: Buffer): Promise<RawAnswer> {
  return sendRaw("PUT", await presignPart(key, uploadId, partNumber), { body });
}

async function sendCheckedPart(
  key: string,
  uploadId: string,
  partNumber: number,
  body: Buffer,
  promised: Buffer,
): Promise<RawAnswer> {
  const value = sha256Base64(promised);
  const url = await presignPart(key, uploadId, partNumber, { ChecksumSHA256: value });
  return sendRaw("PUT", url, { body, headers: { "x-amz-checksum-sha256": value } });
}

function complete(
  Key: string,
  UploadId: string,
  Parts: CompletedPart[],
  more: Partial<CompleteMultipartUploadCommandInput> = {},
) {
  const input = { Bucket: store.bucket, Key, UploadId, MultipartUpload: { Parts }, ...more };
  return store.client.send(new CompleteMultipartUploadCommand(input));
}

const listed = (partNumber: number, answer: RawAnswer): CompletedPart => ({
  PartNumber: partNumber,
  ETag: answer.headers["etag"] ?? "",
});

test("parts put by presigned URLs become one object, with the ETag that S3 gives it", async () => {
  const id = await start("whole", { ContentType: "video/mp4", Metadata: { a: "b" } });
  const parts = [await sendPart("whole", id, 1, first), await sendPart("whole", id, 2, second)];
  const { Parts = [] } = await store.client.send(
    new ListPartsCommand({ Bucket: store.bucket, Key: "whole", UploadId: id }),
  );
  expect(Parts.map(({ Size }) => Size)).toEqual([first.length, second.length]);
  const completed = await complete(
    "whole",
    id,
    parts.map((answer, at) => listed(at + 1, answer)),
  );
  const digests = [first, second].map((part) => createHash("md5").update(part).digest());
  const etag = `"${md5Hex(Buffer.concat(digests))}-2"`;
  expect(completed.ETag || null).toBe(store.provider.etagOnCompletion ? etag : null);
  const object = await store.client.send(new GetObjectCommand({ Bucket: store.bucket, Key: "whole" }));
  expect(object).toMatchObject({ ContentType: "video/mp4", Metadata: { a: "b" }, ETag: etag });
  const bytes = Buffer.from((await object.Body?.transformToByteArray()) ?? []);
  expect(bytes.equals(Buffer.concat([first, second]))).toBe(true);
  const across = await sendRaw("GET", await store.presignGet("whole"), {
    headers: { range: `bytes=${first.length - 3}-${first.length + 2}` },
  });
  expect(across.body.equals(Buffer.concat([first.subarray(-3), second.subarray(0, 3)]))).toBe(true);
});

test("a part's URL is dead once the upload was completed or aborted", async () => {
  const id = await start("dead");
  const url = await presignPart("dead", id, 1);
  const part = await sendRaw("PUT", url, { body: small });
  await complete("dead", id, [listed(1, part)]);
  expect(await sendRaw("PUT", url, { body: "evil" })).toMatchObject({ status: 404, code: "NoSuchUpload" });
  expect(await store.read("dead")).toBe("small");

  const aborted = await start("aborted");
  const abortedPart = await sendPart("aborted", aborted, 1, small);
  const target = { Bucket: store.bucket, Key: "aborted", UploadId: aborted };
  expect(await statusOf(store.client.send(new AbortMultipartUploadCommand(target)))).toBe(204);
  expect(await sendPart("aborted", aborted, 2, small)).toMatchObject({ status: 404, code: "NoSuchUpload" });
  const late = await statusOf(complete("aborted", aborted, [listed(1, abortedPart)]));
  expect(late).toBe(store.provider.lateCompletion.aborted);
  expect(await store.exists("aborted")).toBe(false);
});

test("a part that is put again replaces the one before, and its old ETag completes nothing", async () => {
  const id = await start("again");
  const before = await sendPart("again", id, 1, Buffer.from("before"));
  const after = await sendPart("again", id, 1, Buffer.from("after"));
  const refusal = await refusalOf(complete("again", id, [listed(1, before)]));
  expect(refusal).toEqual({ status: 400, code: "InvalidPart" });
  await complete("again", id, [listed(1, after)]);
  expect(await store.read("again")).toBe("after");
});

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

test("parts are listed page by page", async () => {
  const id = await start("paged");
  for (const partNumber of [1, 2, 3])
    await sendPart("paged", id, partNumber, Buffer.from(`part ${partNumber}`));
  const target = { Bucket: store.bucket, Key: "paged", UploadId: id, MaxParts: 2 };
  const page = await store.client.send(new ListPartsCommand(target));
  expect(page.Parts?.map(({ PartNumber }) => PartNumber)).toEqual([1, 2]);
  expect(page.IsTruncated).toBe(true);
  const rest = await store.client.send(
    new ListPartsCommand({ ...target, PartNumberMarker: page.NextPartNumberMarker }),
  );
  expect(rest.Parts?.map(({ PartNumber }) => PartNumber)).toEqual([3]);
  expect(rest.IsTruncated).toBe(false);
});

test("unfinished uploads are listed page by page, until they are aborted", async () => {
  const ids = [await start("unfinished/a"), await start("unfinished/b"), await start("unfinished/c")];
  const found: (string | undefined)[] = [];
  let markers: { KeyMarker?: string | undefined; UploadIdMarker?: string | undefined } = {};
  for (let pages = 0; pages < 3; pages++) {
    const input = { Bucket: store.bucket, Prefix: "unfinished/", MaxUploads: 1, ...markers };
    const page = await store.client.send(new ListMultipartUploadsCommand(input));
    found.push(...(page.Uploads ?? []).map(({ UploadId }) => UploadId));
    markers = { KeyMarker: page.NextKeyMarker, UploadIdMarker: page.NextUploadIdMarker };
  }
  expect(found).toEqual(ids);
  for (const [at, key] of ["a", "b", "c"].entries()) {
    const target = { Bucket: store.bucket, Key: `unfinished/${key}`, UploadId: ids[at] };
    await store.client.send(new AbortMultipartUploadCommand(target));
  }
  const left = await store.client.send(
    new ListMultipartUploadsCommand({ Bucket: store.bucket, Prefix: "unfinished/" }),
  );
  expect(left.Uploads ?? []).toEqual([]);
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
  const parts = [
    { ...listed(1, one), ChecksumSHA256: sha256Base64(first) },
    { ...listed(2, two), ChecksumSHA256: sha256Base64(second) },
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

test("a part's URL is for that part of that upload only", async () => {
  const id = await start("bound");
  const other = await start("bound");
  const url = await presignPart("bound", id, 1);
  const answers = [
    await sendRaw("PUT", url.replace("partNumber=1", "partNumber=2"), { body: small }),
    await sendRaw("PUT", url.replace(encodeURIComponent(id), encodeURIComponent(other)), { body: small }),
  ];
  expect(answers.map(({ status }) => status)).toEqual([403, 403]);
});

test("a part can be taken from an object that is here already", async () => {
  await store.put("whole-source", Buffer.concat([first, second]));
  const id = await start("spliced");
  const { CopyPartResult } = await store.client.send(
    new UploadPartCopyCommand({
      Bucket: store.bucket,
      Key: "spliced",
      UploadId: id,
      PartNumber: 1,
      CopySource: `${store.bucket}/whole-source`,
      CopySourceRange: `bytes=${first.length}-${first.length + second.length - 1}`,
    }),
  );
  await complete("spliced", id, [{ PartNumber: 1, ETag: CopyPartResult?.ETag }]);
  const { body } = await sendRaw("GET", await store.presignGet("spliced"));
  expect(body.equals(second)).toBe(true);
});
