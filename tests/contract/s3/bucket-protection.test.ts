import {
  DeleteBucketEncryptionCommand,
  DeleteBucketOwnershipControlsCommand,
  DeletePublicAccessBlockCommand,
  GetBucketEncryptionCommand,
  GetBucketOwnershipControlsCommand,
  GetPublicAccessBlockCommand,
  PutBucketEncryptionCommand,
  PutBucketOwnershipControlsCommand,
  PutPublicAccessBlockCommand,
  type ServerSideEncryption,
} from "@aws-sdk/client-s3";
import { describe, expect, test } from "vitest";
import { openContractStore, refusalOf, statusOf } from "@/tests/support/s3/contract-store";

const store = await openContractStore();
const { bucket: Bucket, client, provider } = store;

const everything = {
  BlockPublicAcls: true,
  IgnorePublicAcls: true,
  BlockPublicPolicy: true,
  RestrictPublicBuckets: true,
};
const nothing = {
  BlockPublicAcls: false,
  IgnorePublicAcls: false,
  BlockPublicPolicy: false,
  RestrictPublicBuckets: false,
};

describe("The public access block", () => {
  const read = async () =>
    (await client.send(new GetPublicAccessBlockCommand({ Bucket }))).PublicAccessBlockConfiguration;
  const write = (change: Partial<typeof everything>) =>
    client.send(new PutPublicAccessBlockCommand({ Bucket, PublicAccessBlockConfiguration: change }));

  test("of a new bucket blocks everything, or nothing", async () => {
    expect(await read()).toEqual(provider.protectsBuckets ? everything : nothing);
  });

  test("comes back as it was given, what is left out being false", async () => {
    await write({ BlockPublicAcls: true });
    expect(await read()).toEqual({ ...nothing, BlockPublicAcls: true });
    await write(everything);
    expect(await read()).toEqual(everything);
  });

  test("is missing or blocks nothing once it was deleted", async () => {
    await client.send(new DeletePublicAccessBlockCommand({ Bucket }));
    if (!provider.protectsBuckets) return expect(await read()).toEqual(nothing);
    expect(await refusalOf(read())).toEqual({ status: 404, code: "NoSuchPublicAccessBlockConfiguration" });
  });
});

describe("Object ownership", () => {
  const read = async () =>
    (await client.send(new GetBucketOwnershipControlsCommand({ Bucket }))).OwnershipControls?.Rules;

  test("is the bucket owner's at first, comes back as it was given, and can be deleted", async () => {
    // A store that does not know the question answers it with a listing, in which there are no rules.
    if (!provider.protectsBuckets) return expect(await read()).toBeUndefined();
    expect(await read()).toEqual([{ ObjectOwnership: "BucketOwnerEnforced" }]);
    const Rules = [{ ObjectOwnership: "BucketOwnerPreferred" as const }];
    await client.send(new PutBucketOwnershipControlsCommand({ Bucket, OwnershipControls: { Rules } }));
    expect(await read()).toEqual(Rules);
    expect(await statusOf(client.send(new DeleteBucketOwnershipControlsCommand({ Bucket })))).toBe(204);
    expect(await refusalOf(read())).toEqual({ status: 404, code: "OwnershipControlsNotFoundError" });
  });
});

describe("Default encryption", () => {
  const read = async () =>
    (await client.send(new GetBucketEncryptionCommand({ Bucket }))).ServerSideEncryptionConfiguration?.Rules;
  const write = (SSEAlgorithm: ServerSideEncryption, more = {}) =>
    client.send(
      new PutBucketEncryptionCommand({
        Bucket,
        ServerSideEncryptionConfiguration: {
          Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm, ...more }, BucketKeyEnabled: true }],
        },
      }),
    );
  const byDefault = { ApplyServerSideEncryptionByDefault: { SSEAlgorithm: "AES256" } };

  test("is there from the beginning, and cannot be done away with", async () => {
    if (!provider.protectsBuckets) return expect(await read()).toBeUndefined();
    expect(await read()).toEqual([{ ...byDefault, BucketKeyEnabled: false }]);
    await write("AES256");
    expect(await read()).toEqual([{ ...byDefault, BucketKeyEnabled: true }]);
    expect(await statusOf(client.send(new DeleteBucketEncryptionCommand({ Bucket })))).toBe(204);
    expect(await read()).toEqual([{ ...byDefault, BucketKeyEnabled: false }]);
  });

  test("with keys that this store has not is refused, and so is a key where none applies", async () => {
    const byForeignKeys = await refusalOf(write("aws:kms"));
    expect(byForeignKeys.status).toBe(provider.protectsBuckets ? 501 : 400);
    const withKey = await refusalOf(write("AES256", { KMSMasterKeyID: "a-key" }));
    expect(withKey).toEqual({ status: 400, code: "InvalidArgument" });
  });
});
