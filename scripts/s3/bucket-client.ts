// The bucket of the S3_* settings, for commands.
import { S3Client } from "@aws-sdk/client-s3";
import { uploadOrigins } from "@/lib/installation/bucket-plan";

export interface BucketSettings {
  bucket: string;
  region: string;
  endpoint: string | undefined;
  client: S3Client;
}

/** Reads the settings of the environment; throws when there is no bucket in it. */
export function openBucket(source: NodeJS.ProcessEnv = process.env): BucketSettings {
  const bucket = source.S3_BUCKET;
  if (!bucket) {
    throw new Error(
      'S3_BUCKET is not set. (The embedded bucket of "npm start" is set up by "npm start" itself.)',
    );
  }
  const region = source.S3_REGION || "us-east-1";
  const endpoint = source.S3_ENDPOINT || undefined;
  const client = new S3Client({
    region,
    ...(endpoint === undefined ? {} : { endpoint }),
    forcePathStyle: ["true", "1"].includes(source.S3_FORCE_PATH_STYLE ?? ""),
    requestChecksumCalculation: "WHEN_REQUIRED",
    responseChecksumValidation: "WHEN_REQUIRED",
    requestHandler: { connectionTimeout: 5_000, requestTimeout: 20_000, throwOnRequestTimeout: true },
  });
  return { bucket, region, endpoint, client };
}

/** The pages from which browsers may upload. */
export function browserOrigins(source: NodeJS.ProcessEnv = process.env): string[] {
  return uploadOrigins(source.NEXTAUTH_URL || `http://localhost:${source.PORT || "3000"}`);
}
