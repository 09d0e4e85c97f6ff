import { createHash, randomBytes } from "node:crypto";
import {
  AbortMultipartUploadCommand,
  GetObjectCommand,
  ListMultipartUploadsCommand,
  ListPartsCommand,
  UploadPartCopyCommand,
} from "@aws-sdk/client-s3";
import { expect, test } from "vitest";
import { md5Hex, openContractStore, refusalOf, statusOf } from "@/tests/support/s3/contract-store";
import { listed, multipartActions } from "@/tests/support/s3/multipart-actions";
import { sendRaw } from "@/tests/support/s3/raw-request";

const store = await openContractStore();
const { start, presignPart, sendPart, complete } = multipartActions(store);
const first = randomBytes(5 << 20);
const second = randomBytes(700_000);
const small = Buffer.from("small");

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
