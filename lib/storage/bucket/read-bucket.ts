import "server-only";
import {
  GetBucketAclCommand,
  GetBucketCorsCommand,
  GetBucketEncryptionCommand,
  GetBucketLifecycleConfigurationCommand,
  GetBucketOwnershipControlsCommand,
  GetBucketPolicyStatusCommand,
  GetBucketVersioningCommand,
  GetPublicAccessBlockCommand,
  type LifecycleRule,
  ListObjectsV2Command,
  S3ServiceException,
} from "@aws-sdk/client-s3";
import { env } from "@/lib/env";
import type { BucketFacts, BucketReach, KnownLifecycleRule, Told } from "@/lib/installation/bucket-facts";
import { reasonOf } from "../reason-of";
import { serverClient } from "../s3/s3-client";

/** Reads how the bucket is set up, as far as the provider knows the question and the key may ask it. */

/** Whether the bucket answers to our key; by listing, since a HEAD's refusal says no reason. */
export async function reachBucket(): Promise<BucketReach> {
  try {
    await serverClient().send(new ListObjectsV2Command({ Bucket: env().S3_BUCKET, MaxKeys: 1 }));
    return { kind: "reached" };
  } catch (error) {
    if (error instanceof S3ServiceException && (error.$metadata.httpStatusCode ?? 500) < 500)
      return error.name === "NoSuchBucket" ? { kind: "no-bucket" } : { kind: "refused", code: error.name };
    const reason = reasonOf(error);
    const isKeyless = error instanceof Error && /Credential|Token/.test(error.name);
    return isKeyless ? { kind: "no-credentials", reason } : { kind: "away", reason };
  }
}

/** When the credentials end; null for lasting ones, and where there are none. */
export async function findCredentialsEnd(): Promise<Date | null> {
  try {
    return (await serverClient().config.credentials()).expiration ?? null;
  } catch {
    return null;
  }
}

export async function readBucketFacts(): Promise<BucketFacts> {
  const Bucket = env().S3_BUCKET;
  const client = serverClient();
  const [accessBlock, isPublicByPolicy, publicGrants, ownership, cors, lifecycle, encryption, versioning] =
    await Promise.all([
      told(async () => {
        const { PublicAccessBlockConfiguration: block } = await client.send(
          new GetPublicAccessBlockCommand({ Bucket }),
        );
        return (
          block && {
            BlockPublicAcls: block.BlockPublicAcls === true,
            IgnorePublicAcls: block.IgnorePublicAcls === true,
            BlockPublicPolicy: block.BlockPublicPolicy === true,
            RestrictPublicBuckets: block.RestrictPublicBuckets === true,
          }
        );
      }),
      told(async () => {
        const { PolicyStatus } = await client.send(new GetBucketPolicyStatusCommand({ Bucket }));
        return PolicyStatus && PolicyStatus.IsPublic === true;
      }),
      told(async () => {
        const { Grants } = await client.send(new GetBucketAclCommand({ Bucket }));
        const open = Grants?.filter(({ Grantee }) => /(All|Authenticated)Users$/.test(Grantee?.URI ?? ""));
        return open?.map(({ Permission }) => Permission ?? "");
      }),
      told(async () => {
        const { OwnershipControls } = await client.send(new GetBucketOwnershipControlsCommand({ Bucket }));
        return OwnershipControls?.Rules?.[0]?.ObjectOwnership;
      }),
      told(async () => {
        const { CORSRules } = await client.send(new GetBucketCorsCommand({ Bucket }));
        return CORSRules?.map((rule) => ({
          AllowedOrigins: rule.AllowedOrigins ?? [],
          AllowedMethods: rule.AllowedMethods ?? [],
          AllowedHeaders: rule.AllowedHeaders ?? [],
          ExposeHeaders: rule.ExposeHeaders ?? [],
          MaxAgeSeconds: rule.MaxAgeSeconds,
        }));
      }),
      told(async () => {
        const { Rules } = await client.send(new GetBucketLifecycleConfigurationCommand({ Bucket }));
        return Rules?.map(knownRule);
      }),
      told(async () => {
        const answer = await client.send(new GetBucketEncryptionCommand({ Bucket }));
        const [rule] = answer.ServerSideEncryptionConfiguration?.Rules ?? [];
        return rule?.ApplyServerSideEncryptionByDefault?.SSEAlgorithm;
      }),
      told(async () => (await client.send(new GetBucketVersioningCommand({ Bucket }))).Status ?? null),
    ]);
  return {
    accessBlock,
    isPublicByPolicy,
    publicGrants,
    ownership,
    cors,
    lifecycle,
    encryption,
    versioning,
  };
}

/** Gives null where nothing is set, and tells what a store does not know from what the key may not ask. */
async function told<T>(question: () => Promise<T | null | undefined>): Promise<Told<T | null>> {
  try {
    const value = await question();
    // Some stores take a subresource that they do not know for a listing, and answer that.
    return value === undefined ? { kind: "unknown-here" } : { kind: "told", value };
  } catch (error) {
    if (!(error instanceof S3ServiceException)) return { kind: "unanswered" };
    const status = error.$metadata.httpStatusCode ?? 0;
    if (status === 404) return { kind: "told", value: null };
    if (status === 403) return { kind: "denied" };
    return status >= 500 && status !== 501 ? { kind: "unanswered" } : { kind: "unknown-here" };
  }
}

function knownRule(rule: LifecycleRule): KnownLifecycleRule {
  const { Filter: filter } = rule;
  return {
    enabled: rule.Status === "Enabled",
    prefix: filter?.Prefix ?? filter?.And?.Prefix ?? oldPrefixOf(rule),
    isPartial:
      filter?.And !== undefined ||
      filter?.Tag !== undefined ||
      filter?.ObjectSizeGreaterThan !== undefined ||
      filter?.ObjectSizeLessThan !== undefined,
    expiresAfterDays: rule.Expiration?.Days ?? (rule.Expiration?.Date === undefined ? null : 0),
    abortsAfterDays: rule.AbortIncompleteMultipartUpload?.DaysAfterInitiation ?? null,
    removesOldVersions: rule.NoncurrentVersionExpiration?.NoncurrentDays !== undefined,
  };
}

/** Where rules had it before there were filters; some were never rewritten. */
function oldPrefixOf(rule: LifecycleRule): string {
  const [, prefix] = Object.entries(rule).find(([name]) => name === "Prefix") ?? [];
  return typeof prefix === "string" ? prefix : "";
}
