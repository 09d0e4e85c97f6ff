/**
 * What the app's key has to be allowed, and nothing more: derived from the calls that the app makes. A test compares
 * this table with the code and with the requests that a store saw.
 */
import { EPOCH_KEY, IMAGES_PREFIX, STAGING_PREFIX } from "@/lib/images/object-key";

/** What a grant holds for: the bucket itself, or keys of it, in AWS's patterns. */
const PLACES = {
  Bucket: null,
  Uploads: `${STAGING_PREFIX}*`,
  Images: `${IMAGES_PREFIX}*`,
  Epoch: EPOCH_KEY,
} as const;
type Place = keyof typeof PLACES;
type Grant = { readonly action: `s3:${string}`; readonly on: readonly Place[] };

const OBJECTS = ["Uploads", "Images"] as const;

/** Each call of the app by AWS's name, and what it needs (AWS's service authorization reference for S3). */
export const CALLS_OF_APP: Readonly<Record<string, readonly Grant[]>> = {
  HeadBucket: [{ action: "s3:ListBucket", on: ["Bucket"] }],
  HeadObject: [{ action: "s3:GetObject", on: OBJECTS }],
  GetObject: [{ action: "s3:GetObject", on: [...OBJECTS, "Epoch"] }],
  PutObject: [{ action: "s3:PutObject", on: [...OBJECTS, "Epoch"] }],
  CopyObject: [
    { action: "s3:GetObject", on: ["Uploads"] },
    { action: "s3:PutObject", on: ["Images"] },
  ],
  DeleteObject: [
    { action: "s3:DeleteObject", on: OBJECTS },
    { action: "s3:DeleteObjectVersion", on: OBJECTS },
  ],
  CreateMultipartUpload: [{ action: "s3:PutObject", on: ["Images"] }],
  UploadPart: [{ action: "s3:PutObject", on: ["Images"] }],
  CompleteMultipartUpload: [{ action: "s3:PutObject", on: ["Images"] }],
  AbortMultipartUpload: [{ action: "s3:AbortMultipartUpload", on: ["Images"] }],
  ListParts: [{ action: "s3:ListMultipartUploadParts", on: ["Images"] }],
  ListObjectsV2: [{ action: "s3:ListBucket", on: ["Bucket"] }],
  ListObjectVersions: [{ action: "s3:ListBucketVersions", on: ["Bucket"] }],
  ListMultipartUploads: [{ action: "s3:ListBucketMultipartUploads", on: ["Bucket"] }],
};

/** What s3:setup and the doctor need besides, on the bucket; the app does without. */
export const CALLS_OF_SETUP: Readonly<Record<string, `s3:${string}`>> = {
  CreateBucket: "s3:CreateBucket",
  GetBucketCors: "s3:GetBucketCORS",
  PutBucketCors: "s3:PutBucketCORS",
  GetBucketLifecycleConfiguration: "s3:GetLifecycleConfiguration",
  PutBucketLifecycleConfiguration: "s3:PutLifecycleConfiguration",
  GetPublicAccessBlock: "s3:GetBucketPublicAccessBlock",
  PutPublicAccessBlock: "s3:PutBucketPublicAccessBlock",
  GetBucketOwnershipControls: "s3:GetBucketOwnershipControls",
  PutBucketOwnershipControls: "s3:PutBucketOwnershipControls",
  GetBucketEncryption: "s3:GetEncryptionConfiguration",
  PutBucketEncryption: "s3:PutEncryptionConfiguration",
  GetBucketVersioning: "s3:GetBucketVersioning",
  GetBucketPolicyStatus: "s3:GetBucketPolicyStatus",
  GetBucketAcl: "s3:GetBucketAcl",
};

type Statement = {
  readonly Sid: string;
  readonly Effect: "Allow" | "Deny";
  readonly Principal?: "*";
  readonly Action: readonly string[];
  readonly Resource: readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string>>>>;
};
export type Policy = { readonly Version: "2012-10-17"; readonly Statement: readonly Statement[] };

/** The policy of the app's key. */
export function appPolicy(bucket: string, region: string): Policy {
  const grants = Object.values(CALLS_OF_APP).flat();
  const arn = arnOf(bucket, region);
  const statements = Object.entries(PLACES).map(([place, keys]): Statement => {
    const meant = grants.filter(({ on }) => on.some((name) => name === place));
    return {
      Sid: `Signet${place}`,
      Effect: "Allow",
      Action: sorted(meant.map(({ action }) => action)),
      Resource: [keys === null ? arn : `${arn}/${keys}`],
    };
  });
  return policyOf(statements);
}

/** What to add, for as long as s3:setup and the whole of the doctor's report are wanted. */
export function setupPolicy(bucket: string, region: string): Policy {
  const Action = sorted(Object.values(CALLS_OF_SETUP));
  return policyOf([{ Sid: "SignetSetup", Effect: "Allow", Action, Resource: [arnOf(bucket, region)] }]);
}

/** What to refuse whoever asks, as the bucket's own policy: a suggestion, for AWS. */
export function bucketPolicy(bucket: string, region: string, longestUrlSeconds: number): Policy {
  const arn = arnOf(bucket, region);
  const everyone = { Effect: "Deny", Principal: "*", Action: ["s3:*"], Resource: [arn, `${arn}/*`] } as const;
  return policyOf([
    { Sid: "OnlyOverTls", ...everyone, Condition: { Bool: { "aws:SecureTransport": "false" } } },
    {
      Sid: "NoOldSignatures",
      ...everyone,
      // In milliseconds; for the clocks, a minute more than the longest life.
      Condition: {
        NumericGreaterThan: { "s3:signatureAge": String((longestUrlSeconds + 60) * 1000) },
        StringEquals: { "s3:authType": "REST-QUERY-STRING" },
      },
    },
  ]);
}

function policyOf(Statement: readonly Statement[]): Policy {
  return { Version: "2012-10-17", Statement };
}

function arnOf(bucket: string, region: string): string {
  const partition = region.startsWith("cn-") ? "aws-cn" : region.startsWith("us-gov-") ? "aws-us-gov" : "aws";
  return `arn:${partition}:s3:::${bucket}`;
}

function sorted(actions: readonly string[]): string[] {
  return [...new Set(actions)].sort();
}
