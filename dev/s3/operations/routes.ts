// Every operation there is, and what a request for it looks like. What is not here is answered by 501.
import type { BucketCall, Handler, NewBucketCall, ObjectCall, ServiceCall } from "./call";
import { deleteBucketCors, getBucketCors, putBucketCors } from "./bucket/bucket-cors";
import {
  deleteBucketPolicy,
  getBucketAcl,
  getBucketPolicy,
  getBucketPolicyStatus,
  getBucketVersioning,
} from "./bucket/bucket-facts";
import { deleteBucketLifecycle, getBucketLifecycle, putBucketLifecycle } from "./bucket/bucket-lifecycle";
import {
  deleteBucketEncryption,
  deleteBucketOwnershipControls,
  deletePublicAccessBlock,
  getBucketEncryption,
  getBucketOwnershipControls,
  getPublicAccessBlock,
  putBucketEncryption,
  putBucketOwnershipControls,
  putPublicAccessBlock,
} from "./bucket/bucket-protection";
import { createBucket, deleteBucket, getBucketLocation, headBucket, listBuckets } from "./bucket/buckets";
import { completeMultipartUpload } from "./multipart/complete-multipart-upload";
import { listParts } from "./multipart/list-parts";
import {
  abortMultipartUpload,
  createMultipartUpload,
  listMultipartUploads,
} from "./multipart/multipart-upload";
import { uploadPart, uploadPartCopy } from "./multipart/upload-part";
import { copyObject } from "./object/copy-object";
import { deleteObject } from "./object/delete-object";
import { deleteObjects } from "./object/delete-objects";
import { getObject } from "./object/get-object";
import { getObjectAttributes } from "./object/get-object-attributes";
import { listObjectsV2 } from "./object/list-objects";
import { putObject } from "./object/put-object";

interface Pattern {
  /** AWS's name of it. */
  readonly operation: string;
  readonly method: string;
  /** The subresource parameters that make a request this operation's. */
  readonly query?: readonly string[];
  /** A header that must be there, for operations that share everything else. */
  readonly header?: string;
}

export type Route =
  | (Pattern & { readonly on: "service"; readonly handle: Handler<ServiceCall> })
  | (Pattern & { readonly on: "new bucket"; readonly handle: Handler<NewBucketCall> })
  | (Pattern & { readonly on: "bucket"; readonly handle: Handler<BucketCall> })
  | (Pattern & { readonly on: "object"; readonly handle: Handler<ObjectCall> });

/** One subresource of a bucket that can be read, written and deleted. */
function setting(
  [read, write, remove]: readonly [string, string, string],
  parameter: string,
  handlers: readonly [Handler<BucketCall>, Handler<BucketCall>, Handler<BucketCall>],
): Route[] {
  const at = { on: "bucket", query: [parameter] } as const;
  return [
    { ...at, operation: read, method: "GET", handle: handlers[0] },
    { ...at, operation: write, method: "PUT", handle: handlers[1] },
    { ...at, operation: remove, method: "DELETE", handle: handlers[2] },
  ];
}

/** The first that fits is meant. */
export const routes: readonly Route[] = [
  { operation: "ListBuckets", on: "service", method: "GET", handle: listBuckets },

  { operation: "CreateBucket", on: "new bucket", method: "PUT", handle: createBucket },
  { operation: "HeadBucket", on: "bucket", method: "HEAD", handle: headBucket },
  { operation: "DeleteBucket", on: "bucket", method: "DELETE", handle: deleteBucket },
  { operation: "ListObjectsV2", on: "bucket", method: "GET", query: ["list-type"], handle: listObjectsV2 },
  {
    operation: "ListMultipartUploads",
    on: "bucket",
    method: "GET",
    query: ["uploads"],
    handle: listMultipartUploads,
  },
  { operation: "DeleteObjects", on: "bucket", method: "POST", query: ["delete"], handle: deleteObjects },
  {
    operation: "GetBucketLocation",
    on: "bucket",
    method: "GET",
    query: ["location"],
    handle: getBucketLocation,
  },
  ...setting(["GetBucketCors", "PutBucketCors", "DeleteBucketCors"], "cors", [
    getBucketCors,
    putBucketCors,
    deleteBucketCors,
  ]),
  ...setting(
    ["GetBucketLifecycleConfiguration", "PutBucketLifecycleConfiguration", "DeleteBucketLifecycle"],
    "lifecycle",
    [getBucketLifecycle, putBucketLifecycle, deleteBucketLifecycle],
  ),
  ...setting(
    ["GetPublicAccessBlock", "PutPublicAccessBlock", "DeletePublicAccessBlock"],
    "publicAccessBlock",
    [getPublicAccessBlock, putPublicAccessBlock, deletePublicAccessBlock],
  ),
  ...setting(
    ["GetBucketOwnershipControls", "PutBucketOwnershipControls", "DeleteBucketOwnershipControls"],
    "ownershipControls",
    [getBucketOwnershipControls, putBucketOwnershipControls, deleteBucketOwnershipControls],
  ),
  ...setting(["GetBucketEncryption", "PutBucketEncryption", "DeleteBucketEncryption"], "encryption", [
    getBucketEncryption,
    putBucketEncryption,
    deleteBucketEncryption,
  ]),
  {
    operation: "GetBucketVersioning",
    on: "bucket",
    method: "GET",
    query: ["versioning"],
    handle: getBucketVersioning,
  },
  { operation: "GetBucketAcl", on: "bucket", method: "GET", query: ["acl"], handle: getBucketAcl },
  { operation: "GetBucketPolicy", on: "bucket", method: "GET", query: ["policy"], handle: getBucketPolicy },
  {
    operation: "GetBucketPolicyStatus",
    on: "bucket",
    method: "GET",
    query: ["policyStatus"],
    handle: getBucketPolicyStatus,
  },
  {
    operation: "DeleteBucketPolicy",
    on: "bucket",
    method: "DELETE",
    query: ["policy"],
    handle: deleteBucketPolicy,
  },

  {
    operation: "UploadPartCopy",
    on: "object",
    method: "PUT",
    query: ["uploadId"],
    header: "x-amz-copy-source",
    handle: uploadPartCopy,
  },
  { operation: "UploadPart", on: "object", method: "PUT", query: ["uploadId"], handle: uploadPart },
  {
    operation: "CreateMultipartUpload",
    on: "object",
    method: "POST",
    query: ["uploads"],
    handle: createMultipartUpload,
  },
  {
    operation: "CompleteMultipartUpload",
    on: "object",
    method: "POST",
    query: ["uploadId"],
    handle: completeMultipartUpload,
  },
  {
    operation: "AbortMultipartUpload",
    on: "object",
    method: "DELETE",
    query: ["uploadId"],
    handle: abortMultipartUpload,
  },
  { operation: "ListParts", on: "object", method: "GET", query: ["uploadId"], handle: listParts },

  { operation: "CopyObject", on: "object", method: "PUT", header: "x-amz-copy-source", handle: copyObject },
  { operation: "PutObject", on: "object", method: "PUT", handle: putObject },
  {
    operation: "GetObjectAttributes",
    on: "object",
    method: "GET",
    query: ["attributes"],
    handle: getObjectAttributes,
  },
  { operation: "GetObject", on: "object", method: "GET", handle: getObject },
  { operation: "HeadObject", on: "object", method: "HEAD", handle: getObject },
  { operation: "DeleteObject", on: "object", method: "DELETE", handle: deleteObject },
];
