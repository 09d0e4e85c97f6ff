// What a store is known to do, where stores differ. The contract's tests ask this table what to expect of the one they
// run against, so that a weakness is written down and checked, never skipped.

export interface Provider {
  readonly name: string;
  /** A signed x-amz-checksum-* that the body does not have is refused. */
  readonly verifiesChecksums: boolean;
  /** Checksums are kept and given back on HEAD. */
  readonly keepsChecksums: boolean;
  /** x-amz-* headers that nobody signed are refused. */
  readonly refusesUnsignedHeaders: boolean;
  /** A presigned URL dated in the future is refused until then. */
  readonly refusesFutureDates: boolean;
  /** A credential scope of another region is refused. */
  readonly checksRegion: boolean;
  /** Bodies in aws-chunked with a trailing checksum are understood. */
  readonly acceptsTrailers: boolean;
  /** `If-None-Match: *` holds when a multipart upload is completed. */
  readonly conditionalCompletion: boolean;
  /** The answer to CompleteMultipartUpload has the ETag. */
  readonly etagOnCompletion: boolean;
  /** Copies honour x-amz-copy-source-if-match, and If-None-Match on the target. */
  readonly conditionalCopies: boolean;
  /** DELETE honours If-Match. */
  readonly conditionalDeletes: boolean;
  /** Control characters and characters beyond ISO-8859-1 in response-* overrides are refused. */
  readonly refusesUnsafeOverrides: boolean;
  /** A continuation token has to be one that a listing gave. */
  readonly refusesMadeUpTokens: boolean;
  /** Answers that refuse carry CORS headers like any other. */
  readonly corsOnErrors: boolean;
  /** Buckets are also found as `<bucket>.localhost`. */
  readonly virtualHosts: boolean;
  /** Form uploads, versioning, tagging, policies and ACLs answer 501. */
  readonly refusesFeaturesBeyondScope: boolean;
  /** XML documents that S3 wants a digest with are refused without one. */
  readonly requiresDocumentDigests: boolean;
}

const strict: Provider = {
  name: "strict",
  verifiesChecksums: true,
  keepsChecksums: true,
  refusesUnsignedHeaders: true,
  refusesFutureDates: true,
  checksRegion: true,
  acceptsTrailers: true,
  conditionalCompletion: true,
  etagOnCompletion: true,
  conditionalCopies: true,
  conditionalDeletes: true,
  refusesUnsafeOverrides: true,
  refusesMadeUpTokens: true,
  corsOnErrors: true,
  virtualHosts: true,
  refusesFeaturesBeyondScope: true,
  requiresDocumentDigests: true,
};

/** RADOS Gateway as in Debian 12, by observation. */
const ceph16: Provider = {
  name: "ceph-16",
  verifiesChecksums: false,
  keepsChecksums: false,
  refusesUnsignedHeaders: false,
  refusesFutureDates: false,
  checksRegion: true,
  acceptsTrailers: false,
  conditionalCompletion: false,
  etagOnCompletion: false,
  conditionalCopies: false,
  conditionalDeletes: false,
  refusesUnsafeOverrides: false,
  refusesMadeUpTokens: true,
  corsOnErrors: true,
  virtualHosts: true,
  refusesFeaturesBeyondScope: false,
  requiresDocumentDigests: false,
};

/** @throws for a name that is not in the table */
export function requireProvider(name: string): Provider {
  const provider = [strict, ceph16].find((candidate) => candidate.name === name);
  if (provider === undefined) throw new Error(`No S3 provider called ${name} is known to the tests.`);
  return provider;
}
