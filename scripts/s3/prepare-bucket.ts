// Makes a bucket what it should be: there, open to uploads from our pages, closed to everybody else, and forgetting
// abandoned uploads by itself. What that is in detail is said in lib/installation/bucket-plan.ts.
import {
  CreateBucketCommand,
  GetBucketLifecycleConfigurationCommand,
  HeadBucketCommand,
  type LifecycleRule,
  PutBucketCorsCommand,
  PutBucketLifecycleConfigurationCommand,
  S3ServiceException,
  BucketLocationConstraint as locations,
} from "@aws-sdk/client-s3";
import { PLANNED_LIFECYCLE, plannedCors, SIGNED_HEADERS } from "@/lib/installation/bucket-plan";
import type { BucketSettings } from "./bucket-client";
import { type BucketStep, reasonOf, takeStep } from "./bucket-step";
import { protectBucket } from "./protect-bucket";

/** Creates the bucket when it is missing; true when it did. */
export async function ensureBucket({ client, bucket, region, endpoint }: BucketSettings): Promise<boolean> {
  if (await bucketExists(client, bucket)) return false;
  // AWS wants the region named everywhere but in us-east-1; others want no such thing.
  const constraint = Object.values(locations).find((name) => name === region);
  const elsewhere = endpoint === undefined && constraint !== undefined && region !== "us-east-1";
  const location = elsewhere ? { CreateBucketConfiguration: { LocationConstraint: constraint } } : {};
  try {
    await client.send(new CreateBucketCommand({ Bucket: bucket, ...location }));
    return true;
  } catch (error) {
    // Another process was faster.
    if (error instanceof S3ServiceException && error.name === "BucketAlreadyOwnedByYou") return false;
    throw new Error(`The bucket "${bucket}" does not exist and could not be created: ${reasonOf(error)}`, {
      cause: error,
    });
  }
}

/**
 * Sets what a bucket should have, replacing what is there; lifecycle rules of others stay. Returns one sentence for each:
 * done, or refused by the provider and what to do about it.
 */
export async function configureBucket(settings: BucketSettings, origins: string[]): Promise<BucketStep[]> {
  const { client, bucket: Bucket } = settings;
  const essential = [
    await takeStep(
      () => client.send(corsCommand(Bucket, origins)),
      `Browsers at ${origins.join(", ")} may upload (CORS).`,
      `CORS could not be set. Allow PUT and GET from ${origins.join(", ")} with the headers ${SIGNED_HEADERS.join(", ")} in your provider's console`,
    ),
    await takeStep(
      () => setLifecycle(settings),
      "Abandoned uploads go after a day (lifecycle).",
      "Lifecycle rules could not be set. The sweep removes abandoned uploads all the same; if your provider has such rules, let uploads/ expire after a day",
    ),
  ];
  return [...essential, ...(await protectBucket(settings))];
}

function corsCommand(bucket: string, origins: string[]): PutBucketCorsCommand {
  const CORSRules = plannedCors(origins).map(
    ({ AllowedOrigins, AllowedMethods, AllowedHeaders, ExposeHeaders, MaxAgeSeconds }) => ({
      AllowedOrigins: [...AllowedOrigins],
      AllowedMethods: [...AllowedMethods],
      AllowedHeaders: [...AllowedHeaders],
      ExposeHeaders: [...ExposeHeaders],
      MaxAgeSeconds,
    }),
  );
  return new PutBucketCorsCommand({ Bucket: bucket, CORSConfiguration: { CORSRules } });
}

/** Rules of others stay. */
async function setLifecycle({ client, bucket: Bucket }: BucketSettings): Promise<void> {
  const present = await readLifecycle(client, Bucket);
  const ours = PLANNED_LIFECYCLE.map((rule) => ({ ...rule }));
  const foreign = present.filter(({ ID }) => !ours.some((rule) => rule.ID === ID));
  const LifecycleConfiguration = { Rules: [...ours, ...foreign] };
  await client.send(new PutBucketLifecycleConfigurationCommand({ Bucket, LifecycleConfiguration }));
}

async function readLifecycle(client: BucketSettings["client"], Bucket: string): Promise<LifecycleRule[]> {
  try {
    return (await client.send(new GetBucketLifecycleConfigurationCommand({ Bucket }))).Rules ?? [];
  } catch (error) {
    if (error instanceof S3ServiceException && error.$metadata.httpStatusCode === 404) return [];
    throw error;
  }
}

async function bucketExists(client: BucketSettings["client"], bucket: string): Promise<boolean> {
  try {
    await client.send(new HeadBucketCommand({ Bucket: bucket }));
    return true;
  } catch (error) {
    const status = error instanceof S3ServiceException ? error.$metadata.httpStatusCode : undefined;
    if (status === 404) return false;
    throw new Error(`The bucket "${bucket}" cannot be reached: ${reasonOf(error, status)}`, { cause: error });
  }
}
