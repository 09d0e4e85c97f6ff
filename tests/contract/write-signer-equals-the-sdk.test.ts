/** How writes are signed, without building a command for each, against the official presigner: the same address, byte for byte. */
import { PutObjectCommand, type S3Client, UploadPartCommand } from "@aws-sdk/client-s3";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { presignWrite } from "@/lib/storage/s3/presign-write";
import { keys, oracleOf, stores } from "../support/signing-cases";

const digestOf = (bytes: number) =>
  fc
    .uint8Array({ minLength: bytes, maxLength: bytes })
    .map((digest) => Buffer.from(digest).toString("base64"));

type Write = {
  key: string;
  signingDate: Date;
  expiresIn: number;
  sizeBytes?: number;
  md5?: string;
  /** Of a whole file. */
  filetype: string;
  sha256?: string;
  onlyOnce: boolean;
  /** Of a part. */
  partNumber: number;
  multipartId: string;
};

const writes: fc.Arbitrary<Write> = fc.record(
  {
    key: keys.filter((key) => key !== ""),
    signingDate: fc.date({
      min: new Date("2001-01-01T00:00:00Z"),
      max: new Date("2099-12-31T23:59:59Z"),
      noInvalidDate: true,
    }),
    expiresIn: fc.integer({ min: 1, max: 604_800 }),
    sizeBytes: fc.integer({ min: 0, max: 5 * 1024 ** 3 }),
    md5: digestOf(16),
    filetype: fc.constantFrom("image/png", "image/jpeg", "application/pdf", "video/mp4"),
    sha256: digestOf(32),
    onlyOnce: fc.boolean(),
    partNumber: fc.integer({ min: 1, max: 10_000 }),
    multipartId: fc.oneof(
      fc.string({ minLength: 1, maxLength: 120, unit: "grapheme-ascii" }),
      fc.constant("2~a+b/c=.d_e-f"),
    ),
  },
  {
    requiredKeys: ["key", "signingDate", "expiresIn", "filetype", "onlyOnce", "partNumber", "multipartId"],
  },
);

/** What a browser has to send, whole or as a part, named as the SDK's own inputs are. */
function describeWhole(bucket: string, { key, filetype, sizeBytes, md5, sha256, onlyOnce }: Write) {
  const command = new PutObjectCommand({
    Bucket: bucket,
    Key: key,
    ContentType: filetype,
    ContentLength: sizeBytes,
    ContentMD5: md5,
    ChecksumSHA256: sha256,
    IfNoneMatch: onlyOnce ? "*" : undefined,
  });
  const headers = {
    "content-type": filetype,
    ...(md5 === undefined ? {} : { "content-md5": md5 }),
    ...(sha256 === undefined ? {} : { "x-amz-checksum-sha256": sha256 }),
    ...(onlyOnce ? { "if-none-match": "*" } : {}),
  };
  return { command, headers: withLength(headers, sizeBytes), query: { "x-id": "PutObject" } };
}

function describePart(bucket: string, { key, sizeBytes, md5, partNumber, multipartId }: Write) {
  const command = new UploadPartCommand({
    Bucket: bucket,
    Key: key,
    UploadId: multipartId,
    PartNumber: partNumber,
    ContentLength: sizeBytes,
    ContentMD5: md5,
  });
  const query = { partNumber: String(partNumber), uploadId: multipartId, "x-id": "UploadPart" };
  return { command, headers: withLength(md5 === undefined ? {} : { "content-md5": md5 }, sizeBytes), query };
}

function withLength(headers: Record<string, string>, sizeBytes: number | undefined): Record<string, string> {
  return { ...headers, ...(sizeBytes === undefined ? {} : { "content-length": String(sizeBytes) }) };
}

async function signBothWays(oracle: S3Client, bucket: string, write: Write, isPart: boolean) {
  const { command, headers, query } = isPart ? describePart(bucket, write) : describeWhole(bucket, write);
  const { key, signingDate, expiresIn } = write;
  const options = {
    signingDate,
    expiresIn,
    signableHeaders: new Set(["host", ...Object.keys(headers)]),
    unhoistableHeaders: new Set(["x-amz-checksum-sha256"]),
  };
  const wanted =
    command instanceof PutObjectCommand
      ? await getSignedUrl(oracle, command, options)
      : await getSignedUrl(oracle, command, options);
  return [await presignWrite(oracle, { bucket, key, query, headers, signingDate, expiresIn }), wanted];
}

describe("a signed write", () => {
  it("has the address that the official presigner gives, for whole files and for parts", async () => {
    const batches = fc.noShrink(fc.array(writes, { minLength: 10, maxLength: 10 }));
    await fc.assert(
      fc.asyncProperty(stores, batches, async (store, batch) => {
        const oracle = oracleOf(store);
        for (const [index, write] of batch.entries()) {
          const [signed, wanted] = await signBothWays(oracle, store.bucket, write, index % 2 === 1);
          expect(signed).toBe(wanted);
        }
        oracle.destroy();
      }),
      { numRuns: 200 },
    );
  });
});
