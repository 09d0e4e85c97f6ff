import {
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteBucketLifecycleCommand,
  GetBucketAclCommand,
  GetBucketLifecycleConfigurationCommand,
  GetBucketLocationCommand,
  GetBucketPolicyStatusCommand,
  GetBucketVersioningCommand,
  HeadBucketCommand,
  ListBucketsCommand,
  PutBucketAclCommand,
  PutBucketLifecycleConfigurationCommand,
  PutBucketPolicyCommand,
  PutBucketVersioningCommand,
  PutObjectAclCommand,
  PutObjectTaggingCommand,
  type LifecycleRule,
} from "@aws-sdk/client-s3";
import { expect, test } from "vitest";
import { openContractStore, refusalOf, statusOf } from "@/tests/support/s3/contract-store";
import { sendRaw } from "@/tests/support/s3/raw-request";

const store = await openContractStore();
const Bucket = store.bucket;

test("a bucket is listed and found once it was made", async () => {
  const { Buckets = [] } = await store.client.send(new ListBucketsCommand({}));
  expect(Buckets.map(({ Name }) => Name)).toContain(Bucket);
  expect(await statusOf(store.client.send(new HeadBucketCommand({ Bucket })))).toBe(200);
  expect(await statusOf(store.client.send(new HeadBucketCommand({ Bucket: `${Bucket}-not` })))).toBe(404);
  const { LocationConstraint } = await store.client.send(new GetBucketLocationCommand({ Bucket }));
  expect(LocationConstraint || "us-east-1").toMatch(/^(us-east-1|default)$/);
});

test("a bucket is deleted only when it is empty", async () => {
  const other = `${Bucket}-2`;
  await store.client.send(new CreateBucketCommand({ Bucket: other }));
  await store.put("something", "x");
  const refusal = await refusalOf(store.client.send(new DeleteBucketCommand({ Bucket })));
  expect(refusal).toEqual({ status: 409, code: "BucketNotEmpty" });
  expect(await statusOf(store.client.send(new DeleteBucketCommand({ Bucket: other })))).toBe(204);
  expect(await statusOf(store.client.send(new HeadBucketCommand({ Bucket: other })))).toBe(404);
});

test("a name that no bucket may have is refused", async () => {
  const call = store.client.send(new CreateBucketCommand({ Bucket: "No_Such-Name" }));
  expect(await refusalOf(call)).toMatchObject({ status: 400, code: "InvalidBucketName" });
});

test("lifecycle rules come back as they were given, until they are deleted", async () => {
  const Rules: LifecycleRule[] = [
    {
      ID: "abandoned",
      Status: "Enabled",
      Filter: { Prefix: "uploads/" },
      Expiration: { Days: 1 },
      AbortIncompleteMultipartUpload: { DaysAfterInitiation: 2 },
    },
  ];
  const put = new PutBucketLifecycleConfigurationCommand({ Bucket, LifecycleConfiguration: { Rules } });
  await store.client.send(put);
  const read = (): Promise<{ Rules?: LifecycleRule[] | undefined }> =>
    store.client.send(new GetBucketLifecycleConfigurationCommand({ Bucket }));
  expect((await read()).Rules).toEqual(Rules);
  await store.client.send(new DeleteBucketLifecycleCommand({ Bucket }));
  expect(await refusalOf(read())).toEqual({ status: 404, code: "NoSuchLifecycleConfiguration" });
});

test("a lifecycle rule without an action is refused", async () => {
  const Rules: LifecycleRule[] = [{ ID: "idle", Status: "Enabled", Filter: { Prefix: "" } }];
  const put = new PutBucketLifecycleConfigurationCommand({ Bucket, LifecycleConfiguration: { Rules } });
  expect((await refusalOf(store.client.send(put))).status).toBe(400);
});

test("an unversioned bucket says so", async () => {
  const { Status } = await store.client.send(new GetBucketVersioningCommand({ Bucket }));
  expect(Status).toBeUndefined();
});

test("nobody but its owner has rights on a new bucket, and no policy says otherwise", async () => {
  const { Grants = [], Owner } = await store.client.send(new GetBucketAclCommand({ Bucket }));
  expect(Grants.map(({ Grantee, Permission }) => [Grantee?.ID, Permission])).toEqual([
    [Owner?.ID, "FULL_CONTROL"],
  ]);
  if (!store.provider.refusesFeaturesBeyondScope) return;
  const policy = await refusalOf(store.client.send(new GetBucketPolicyStatusCommand({ Bucket })));
  expect(policy).toEqual({ status: 404, code: "NoSuchBucketPolicy" });
});

test("what a store does not have it refuses by name, rather than pretend", async () => {
  await store.put("plain", "x");
  const statuses = [
    await statusOf(
      store.client.send(
        new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: "Enabled" } }),
      ),
    ),
    await statusOf(store.client.send(new PutBucketPolicyCommand({ Bucket, Policy: "{}" }))),
    await statusOf(store.client.send(new PutBucketAclCommand({ Bucket, ACL: "public-read" }))),
    await statusOf(store.client.send(new PutObjectAclCommand({ Bucket, Key: "plain", ACL: "public-read" }))),
    await statusOf(
      store.client.send(
        new PutObjectTaggingCommand({
          Bucket,
          Key: "plain",
          Tagging: { TagSet: [{ Key: "a", Value: "b" }] },
        }),
      ),
    ),
    (
      await sendRaw("POST", `${store.endpoint}/${Bucket}`, {
        body: "--x--",
        headers: { "content-type": "multipart/form-data; boundary=x" },
      })
    ).status,
  ];
  expect(statuses.every((status) => status === 501)).toBe(store.provider.refusesFeaturesBeyondScope);
  const anonymous = await sendRaw("GET", `${store.endpoint}/${Bucket}/plain`);
  expect(anonymous.status).toBe(store.provider.refusesFeaturesBeyondScope ? 403 : 200);
});
