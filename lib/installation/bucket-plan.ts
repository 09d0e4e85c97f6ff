/**
 * How a bucket should be set up: the one source for s3:setup, which writes it, `--print`, which shows it, and the
 * doctor, which compares. In the form that the S3 API and the AWS command line take.
 */
import { STAGING_PREFIX } from "@/lib/images/object-key";

export type CorsRule = {
  readonly ID?: string | undefined;
  readonly AllowedOrigins: readonly string[];
  readonly AllowedMethods: readonly string[];
  readonly AllowedHeaders: readonly string[];
  readonly ExposeHeaders: readonly string[];
  readonly MaxAgeSeconds?: number | undefined;
};

export type LifecycleRule = {
  readonly ID?: string | undefined;
  readonly Status: "Enabled" | "Disabled";
  readonly Filter: { readonly Prefix: string };
  readonly Expiration?: { readonly Days: number } | undefined;
  readonly AbortIncompleteMultipartUpload?: { readonly DaysAfterInitiation: number } | undefined;
  readonly NoncurrentVersionExpiration?: { readonly NoncurrentDays: number } | undefined;
};

/** What a signature may bind, and a browser must therefore be allowed to send. */
export const SIGNED_HEADERS = ["content-type", "content-md5", "if-none-match", "x-amz-checksum-sha256"];

/** The pages from which browsers upload. A site on one's own machine is opened by either of its names. */
export function uploadOrigins(siteUrl: string): string[] {
  const { origin, hostname } = new URL(siteUrl);
  if (hostname !== "localhost" && hostname !== "127.0.0.1") return [origin];
  const other = new URL(siteUrl);
  other.hostname = hostname === "localhost" ? "127.0.0.1" : "localhost";
  return [origin, other.origin];
}

const METHODS = ["PUT", "GET"];

export function plannedCors(origins: readonly string[]): CorsRule[] {
  return [
    {
      AllowedOrigins: origins,
      // PUT for uploads; GET lets a browser keep the pictures it was shown (public/sw.js).
      AllowedMethods: METHODS,
      AllowedHeaders: SIGNED_HEADERS,
      // Of a part: what completing the upload has to name.
      ExposeHeaders: ["ETag"],
      MaxAgeSeconds: 600,
    },
  ];
}

/** The last net behind the sweep. */
export const PLANNED_LIFECYCLE: readonly LifecycleRule[] = [
  {
    ID: "signet-abandoned-uploads",
    Status: "Enabled",
    Filter: { Prefix: STAGING_PREFIX },
    Expiration: { Days: 1 },
  },
  {
    ID: "signet-unfinished-multipart-uploads",
    Status: "Enabled",
    Filter: { Prefix: "" },
    AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 },
  },
];

/** For a versioned bucket, where a deletion only hides: what is hidden goes after this many days. */
export const OLD_VERSIONS_RULE: LifecycleRule = {
  ID: "signet-old-versions",
  Status: "Enabled",
  Filter: { Prefix: "" },
  NoncurrentVersionExpiration: { NoncurrentDays: 30 },
};

export const PLANNED_ACCESS_BLOCK = {
  BlockPublicAcls: true,
  IgnorePublicAcls: true,
  BlockPublicPolicy: true,
  RestrictPublicBuckets: true,
} as const;
export type AccessBlock = Readonly<Record<keyof typeof PLANNED_ACCESS_BLOCK, boolean>>;

export const PLANNED_ENCRYPTION = {
  Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: "AES256" } }],
} as const;

export const PLANNED_OWNERSHIP = { Rules: [{ ObjectOwnership: "BucketOwnerEnforced" }] } as const;
