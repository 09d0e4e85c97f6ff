// Which operation a verified request asks for. A request that names a part of S3's interface which is not here gets 501
// rather than the nearest thing that is.
import type { S3Answer } from "./answer";
import type { VerifiedRequest } from "./auth/verify-request";
import { notImplemented, S3Error } from "./errors";
import { deleteBucketCors, getBucketCors, putBucketCors } from "./operations/bucket/bucket-cors";
import {
  createBucket,
  deleteBucket,
  getBucketLocation,
  headBucket,
  listBuckets,
} from "./operations/bucket/buckets";
import type { BucketCall, Handler, NewBucketCall, ObjectCall, ServiceCall } from "./operations/call";
import { copyObject } from "./operations/object/copy-object";
import { deleteObject } from "./operations/object/delete-object";
import { deleteObjects } from "./operations/object/delete-objects";
import { getObjectAttributes } from "./operations/object/get-object-attributes";
import { getObject } from "./operations/object/get-object";
import { listObjectsV2 } from "./operations/object/list-objects";
import { putObject } from "./operations/object/put-object";

interface Pattern {
  /** AWS's name of it. */
  readonly operation: string;
  readonly method: string;
  /** The subresource parameters that make a request this operation's. */
  readonly query?: readonly string[];
  /** A header that must be there, for operations that share everything else. */
  readonly header?: string;
}

type Route =
  | (Pattern & { readonly on: "service"; readonly handle: Handler<ServiceCall> })
  | (Pattern & { readonly on: "new bucket"; readonly handle: Handler<NewBucketCall> })
  | (Pattern & { readonly on: "bucket"; readonly handle: Handler<BucketCall> })
  | (Pattern & { readonly on: "object"; readonly handle: Handler<ObjectCall> });

const routes: readonly Route[] = [
  { operation: "ListBuckets", on: "service", method: "GET", handle: listBuckets },
  { operation: "CreateBucket", on: "new bucket", method: "PUT", handle: createBucket },
  { operation: "HeadBucket", on: "bucket", method: "HEAD", handle: headBucket },
  { operation: "DeleteBucket", on: "bucket", method: "DELETE", handle: deleteBucket },
  {
    operation: "GetBucketLocation",
    on: "bucket",
    method: "GET",
    query: ["location"],
    handle: getBucketLocation,
  },
  { operation: "PutBucketCors", on: "bucket", method: "PUT", query: ["cors"], handle: putBucketCors },
  { operation: "GetBucketCors", on: "bucket", method: "GET", query: ["cors"], handle: getBucketCors },
  {
    operation: "DeleteBucketCors",
    on: "bucket",
    method: "DELETE",
    query: ["cors"],
    handle: deleteBucketCors,
  },
  { operation: "ListObjectsV2", on: "bucket", method: "GET", query: ["list-type"], handle: listObjectsV2 },
  { operation: "DeleteObjects", on: "bucket", method: "POST", query: ["delete"], handle: deleteObjects },
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

/** Parameters that choose an operation rather than qualify one. */
const subresources = new Set(
  (
    "abac accelerate acl analytics attributes cors delete encryption intelligent-tiering inventory legal-hold " +
    "lifecycle list-type location logging metadataConfiguration metadataTable metrics notification object-lock " +
    "ownershipControls policy policyStatus publicAccessBlock renameObject replication requestPayment restore " +
    "retention select session tagging torrent uploadId uploads versioning versions website"
  ).split(" "),
);

/** @throws S3Error NotImplemented or MethodNotAllowed */
export function findRoute(request: VerifiedRequest): Route {
  const asked = [...request.query.keys()].filter((name) => subresources.has(name));
  const target = request.bucket === null ? "service" : request.key === null ? "bucket" : "object";
  const route = routes.find(
    ({ on, method, query = [], header }) =>
      on.endsWith(target) &&
      method === request.method &&
      query.every((name) => request.query.has(name)) &&
      asked.every((name) => query.includes(name)) &&
      (header === undefined || request.headers.get(header) !== undefined),
  );
  if (route !== undefined) return route;
  if (asked.length > 0) throw notImplemented(`${request.method} of ${asked.join(", ")} on a ${target}`);
  if (target === "bucket" && request.method === "GET")
    throw notImplemented("ListObjects version 1 (use list-type=2)");
  throw new S3Error("MethodNotAllowed", { details: { Method: request.method } });
}

/** @throws S3Error NoSuchBucket, and what the operation throws */
export async function performRoute(route: Route, call: ServiceCall): Promise<S3Answer> {
  const { bucket: bucketName, key } = call.request;
  if (route.on === "service") return route.handle(call);
  if (route.on === "new bucket") return route.handle({ ...call, bucketName: bucketName ?? "" });
  const bucket = call.store.require(bucketName ?? "");
  if (route.on === "bucket") return route.handle({ ...call, bucket });
  return route.handle({ ...call, bucket, key: key ?? "" });
}
