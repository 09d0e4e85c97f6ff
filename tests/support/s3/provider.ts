// What a store is known to do, where stores differ. The contract's tests ask this table what to expect of the one they
// run against, so that a weakness is written down and checked, never skipped.

export interface Provider {
  readonly name: string;
  /** A signed Content-MD5 that the body does not have is refused. */
  readonly verifiesMd5: boolean;
  /** A signed x-amz-checksum-* that the body does not have is refused. */
  readonly verifiesChecksums: boolean;
  /** Checksums are kept and given back on HEAD, and the object's attributes can be asked for. */
  readonly keepsChecksums: boolean;
  /** x-amz-* headers that nobody signed are refused. */
  readonly refusesUnsignedHeaders: boolean;
  /** An unsigned x-amz-grant-* is obeyed: whom it does not name, the owner too, cannot read the object. */
  readonly obeysUnsignedGrants: boolean;
  /** A presigned URL dated in the future is refused until then. */
  readonly refusesFutureDates: boolean;
  /** A credential scope of another region is refused. */
  readonly checksRegion: boolean;
  /** Bodies in aws-chunked with a trailing checksum are understood. */
  readonly acceptsTrailers: boolean;
  /** What an object uploaded in signed chunks has for a Content-Encoding. */
  readonly encodingOfChunked: "" | "aws-chunked";
  /** How a signed chunk that was changed is refused. */
  readonly changedChunk: "SignatureDoesNotMatch" | "XAmzContentSHA256Mismatch";
  /** `If-None-Match: *` on a PUT holds, also among many at once. */
  readonly conditionalCreates: boolean;
  /** What If-Match on a PUT does: what S3 says, refuse it in any case, or nothing. */
  readonly conditionalOverwrites: "kept" | "refused" | "ignored";
  /** `If-None-Match: *` holds when a multipart upload is completed. */
  readonly conditionalCompletion: boolean;
  /** The answer to CompleteMultipartUpload has the ETag. */
  readonly etagOnCompletion: boolean;
  /** Parts have to be listed in ascending order when completing. */
  readonly requiresPartOrder: boolean;
  /** Parts that were uploaded may be left out when completing. */
  readonly completesSubsets: boolean;
  /** What completing an aborted upload, and one that was completed, answers. */
  readonly lateCompletion: { readonly aborted: number; readonly completed: number };
  /** Copies honour x-amz-copy-source-if-match and its like. */
  readonly conditionalCopySources: boolean;
  /** Copies honour If-None-Match on the target. */
  readonly conditionalCopyTargets: boolean;
  /** DELETE honours If-Match. */
  readonly conditionalDeletes: boolean;
  /** Control characters and characters beyond ISO-8859-1 in response-* overrides are refused. */
  readonly refusesUnsafeOverrides: boolean;
  /** A continuation token has to be one that a listing gave. */
  readonly refusesMadeUpTokens: boolean;
  /** Answers that refuse carry CORS headers like any other. */
  readonly corsOnErrors: boolean;
  /** A CORS rule for any origin is answered by `*` rather than by the origin that asked. */
  readonly corsWildcard: boolean;
  /** A large upload that is refused gets its answer before the connection closes; without this, only mostly. */
  readonly answersRefusedUploads: boolean;
  /** New buckets block public access, belong to one owner and have a default encryption, as AWS's do. */
  readonly protectsBuckets: boolean;
  /** An object can be read while another PUT replaces it; without this the read may fail with a 500. */
  readonly readsDuringOverwrites: boolean;
  /** Form uploads, versioning, tagging, policies and ACLs answer 501. */
  readonly refusesFeaturesBeyondScope: boolean;
}

const strict: Provider = {
  name: "strict",
  verifiesMd5: true,
  verifiesChecksums: true,
  keepsChecksums: true,
  refusesUnsignedHeaders: true,
  obeysUnsignedGrants: false,
  refusesFutureDates: true,
  checksRegion: true,
  acceptsTrailers: true,
  encodingOfChunked: "",
  changedChunk: "SignatureDoesNotMatch",
  conditionalCreates: true,
  conditionalOverwrites: "kept",
  conditionalCompletion: true,
  etagOnCompletion: true,
  requiresPartOrder: true,
  completesSubsets: true,
  lateCompletion: { aborted: 404, completed: 404 },
  conditionalCopySources: true,
  conditionalCopyTargets: true,
  conditionalDeletes: true,
  refusesUnsafeOverrides: true,
  refusesMadeUpTokens: true,
  corsOnErrors: true,
  corsWildcard: true,
  answersRefusedUploads: true,
  protectsBuckets: true,
  readsDuringOverwrites: true,
  refusesFeaturesBeyondScope: true,
};

/** RADOS Gateway 16.2.15 of Debian 12, by observation. */
const ceph16: Provider = {
  name: "ceph-16",
  verifiesMd5: true,
  verifiesChecksums: false,
  keepsChecksums: false,
  refusesUnsignedHeaders: false,
  obeysUnsignedGrants: true,
  refusesFutureDates: false,
  checksRegion: false,
  acceptsTrailers: false,
  encodingOfChunked: "aws-chunked",
  changedChunk: "XAmzContentSHA256Mismatch",
  conditionalCreates: true,
  conditionalOverwrites: "refused",
  conditionalCompletion: false,
  etagOnCompletion: false,
  requiresPartOrder: false,
  completesSubsets: false,
  lateCompletion: { aborted: 500, completed: 200 },
  conditionalCopySources: false,
  conditionalCopyTargets: false,
  conditionalDeletes: false,
  refusesUnsafeOverrides: false,
  refusesMadeUpTokens: false,
  corsOnErrors: false,
  corsWildcard: false,
  answersRefusedUploads: false,
  protectsBuckets: false,
  readsDuringOverwrites: false,
  refusesFeaturesBeyondScope: false,
};

const noCreates = { conditionalCreates: false, conditionalCompletion: false };
const noConditions = {
  ...noCreates,
  conditionalOverwrites: "ignored",
  conditionalCopyTargets: false,
  conditionalDeletes: false,
} as const;
const noCopyConditions = { conditionalCopySources: false, conditionalCopyTargets: false };
const noChecksums = { verifiesChecksums: false, keepsChecksums: false };

/** Our own server's profiles (dev/s3/profiles.ts) that answer alike every time. */
const profiles: readonly Provider[] = [
  { ...strict, name: "no-if-none-match", ...noCreates },
  { ...strict, name: "no-checksums", ...noChecksums },
  { ...strict, name: "no-md5", verifiesMd5: false },
  { ...strict, name: "no-copy-conditions", ...noCopyConditions },
  { ...strict, name: "unsigned-headers", refusesUnsignedHeaders: false },
  { ...strict, name: "r2-like", ...noCopyConditions, conditionalDeletes: false },
  { ...strict, name: "garage-like", ...noConditions },
  {
    ...strict,
    name: "lenient",
    ...noConditions,
    ...noChecksums,
    ...noCopyConditions,
    verifiesMd5: false,
    refusesUnsignedHeaders: false,
  },
];

/** @throws for a name that is not in the table */
export function requireProvider(name: string): Provider {
  const provider = [strict, ceph16, ...profiles].find((candidate) => candidate.name === name);
  if (provider === undefined) throw new Error(`No S3 provider called ${name} is known to the tests.`);
  return provider;
}
