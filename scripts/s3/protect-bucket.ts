// Closes a bucket to everybody else. Not every provider has all of this: what it lacks is told, and is no failure.
import { randomUUID } from "node:crypto";
import {
  DeleteObjectCommand,
  GetBucketEncryptionCommand,
  PutBucketEncryptionCommand,
  PutBucketOwnershipControlsCommand,
  PutObjectCommand,
  PutPublicAccessBlockCommand,
  S3ServiceException,
} from "@aws-sdk/client-s3";
import {
  type AccessBlock,
  PLANNED_ACCESS_BLOCK,
  PLANNED_ENCRYPTION,
  PLANNED_OWNERSHIP,
} from "@/lib/installation/bucket-plan";
import type { BucketSettings } from "./bucket-client";
import { type BucketStep, takeStep } from "./bucket-step";

export async function protectBucket(settings: BucketSettings): Promise<BucketStep[]> {
  const { client, bucket: Bucket } = settings;
  const OwnershipControls = { Rules: [...PLANNED_OWNERSHIP.Rules] };
  const steps = [
    await takeStep(
      () => blockPublicAccess(settings),
      "Public access is blocked.",
      "Public access could not be blocked. See to it that no policy and no ACL makes the bucket public",
    ),
    await takeStep(
      () => client.send(new PutBucketOwnershipControlsCommand({ Bucket, OwnershipControls })),
      "ACLs are off: every object belongs to the bucket's owner.",
      "Object ownership could not be set. Leave the bucket's ACL private",
    ),
    await takeStep(
      () => keepEncrypted(settings),
      "New objects are encrypted at rest.",
      "Default encryption could not be set. Ask your provider what it encrypts",
    ),
  ];
  return steps.map((step) => ({ ...step, optional: true }));
}

/** Ceph 16 refuses every PUT under BlockPublicAcls. Ignoring public ACLs protects as well as refusing them. */
async function blockPublicAccess(settings: BucketSettings): Promise<void> {
  await setAccessBlock(settings, PLANNED_ACCESS_BLOCK);
  if (await mayPut(settings)) return;
  await setAccessBlock(settings, { ...PLANNED_ACCESS_BLOCK, BlockPublicAcls: false });
  // Then the key lacks the right, and the block is not to blame.
  if (!(await mayPut(settings))) await setAccessBlock(settings, PLANNED_ACCESS_BLOCK);
}

async function setAccessBlock({ client, bucket: Bucket }: BucketSettings, block: AccessBlock): Promise<void> {
  await client.send(new PutPublicAccessBlockCommand({ Bucket, PublicAccessBlockConfiguration: block }));
}

/** Asks with a PUT that no store takes, since its MD5 is another's; one that takes it all the same is cleaned. */
async function mayPut({ client, bucket: Bucket }: BucketSettings): Promise<boolean> {
  const target = { Bucket, Key: `uploads/${randomUUID()}` };
  const md5OfNothing = "1B2M2Y8AsgTpgAmY7PhCfg==";
  try {
    await client.send(new PutObjectCommand({ ...target, Body: "?", ContentMD5: md5OfNothing }));
    await client.send(new DeleteObjectCommand(target));
    return true;
  } catch (error) {
    return error instanceof S3ServiceException && error.$metadata.httpStatusCode !== 403;
  }
}

/** A key of one's own is better than what would be set here, and stays. */
async function keepEncrypted({ client, bucket: Bucket }: BucketSettings): Promise<void> {
  const present = await client.send(new GetBucketEncryptionCommand({ Bucket })).catch(() => null);
  const [rule] = present?.ServerSideEncryptionConfiguration?.Rules ?? [];
  if (rule?.ApplyServerSideEncryptionByDefault?.SSEAlgorithm !== undefined) return;
  const ServerSideEncryptionConfiguration = { Rules: [...PLANNED_ENCRYPTION.Rules] };
  await client.send(new PutBucketEncryptionCommand({ Bucket, ServerSideEncryptionConfiguration }));
}
