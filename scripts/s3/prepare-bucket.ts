// What a bucket needs before browsers can upload to it: to exist, to allow PUT from our pages, and to forget
// abandoned uploads by itself (the last net behind the sweep).
import {
  CreateBucketCommand,
  HeadBucketCommand,
  PutBucketCorsCommand,
  PutBucketLifecycleConfigurationCommand,
  S3ServiceException,
  BucketLocationConstraint as locations,
} from "@aws-sdk/client-s3";
import type { BucketSettings } from "./bucket-client";

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
 * Sets CORS and lifecycle rules, replacing those that are there. Returns one sentence for each: done, or refused
 * by the provider and what to do about it.
 */
export async function configureBucket(settings: BucketSettings, origins: string[]): Promise<BucketStep[]> {
  return [
    await step(
      () => settings.client.send(corsCommand(settings.bucket, origins)),
      `Browsers at ${origins.join(", ")} may upload (CORS).`,
      `CORS could not be set. Allow PUT from ${origins.join(", ")} with the headers ${allowedHeaders.join(", ")} in your provider's console`,
    ),
    await step(
      () => settings.client.send(lifecycleCommand(settings.bucket)),
      "Abandoned uploads go after a day (lifecycle).",
      "Lifecycle rules could not be set. The sweep removes abandoned uploads all the same; if your provider has such rules, let uploads/ expire after a day",
    ),
  ];
}

export interface BucketStep {
  done: boolean;
  sentence: string;
}

const allowedHeaders = ["content-type", "content-md5", "if-none-match", "x-amz-checksum-sha256"];

function corsCommand(bucket: string, origins: string[]): PutBucketCorsCommand {
  const rule = {
    AllowedMethods: ["PUT"],
    AllowedOrigins: origins,
    AllowedHeaders: allowedHeaders,
    ExposeHeaders: ["ETag"],
    MaxAgeSeconds: 600,
  };
  return new PutBucketCorsCommand({ Bucket: bucket, CORSConfiguration: { CORSRules: [rule] } });
}

function lifecycleCommand(bucket: string): PutBucketLifecycleConfigurationCommand {
  const forget = {
    ID: "signet-abandoned-uploads",
    Status: "Enabled" as const,
    Filter: { Prefix: "uploads/" },
    Expiration: { Days: 1 },
  };
  const abort = {
    ID: "signet-unfinished-multipart-uploads",
    Status: "Enabled" as const,
    Filter: { Prefix: "" },
    AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 },
  };
  return new PutBucketLifecycleConfigurationCommand({
    Bucket: bucket,
    LifecycleConfiguration: { Rules: [forget, abort] },
  });
}

async function step(work: () => Promise<unknown>, done: string, refused: string): Promise<BucketStep> {
  try {
    await work();
    return { done: true, sentence: done };
  } catch (error) {
    return { done: false, sentence: `${refused} (${reasonOf(error)}).` };
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

function reasonOf(error: unknown, status?: number): string {
  if (status === 403) return "access denied; check the keys, and that the bucket is yours";
  if (!(error instanceof Error)) return String(error);
  return error.message && error.message !== "UnknownError" ? `${error.name}: ${error.message}` : error.name;
}
