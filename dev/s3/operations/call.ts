// What an operation is given, by the kind of thing it is about.
import type { S3Answer } from "../answer";
import type { VerifiedRequest } from "../auth/verify-request";
import type { Bucket } from "../store/bucket";
import type { Store } from "../store/store";

export interface ServiceCall {
  readonly request: VerifiedRequest;
  readonly store: Store;
  readonly region: string;
  readonly now: () => Date;
}

/** The bucket's name may be that of no bucket yet. */
export interface NewBucketCall extends ServiceCall {
  readonly bucketName: string;
}

export interface BucketCall extends ServiceCall {
  readonly bucket: Bucket;
}

export interface ObjectCall extends BucketCall {
  readonly key: string;
}

export type Handler<Call> = (call: Call) => S3Answer | Promise<S3Answer>;
