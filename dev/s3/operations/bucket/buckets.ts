// Buckets as such: listed, made, found, deleted.
import { emptyAnswer, xmlAnswer } from "../../answer";
import { S3Error } from "../../errors";
import { readDocument } from "../../payload/read-document";
import { readShape } from "../../xml/xml-shape";
import type { BucketCall, Handler, NewBucketCall, ServiceCall } from "../call";
import { ownerNode } from "../owner";

/** The region that has no name in a location constraint, for reasons older than the others. */
const unnamedRegion = "us-east-1";

export const listBuckets: Handler<ServiceCall> = ({ store, region }) =>
  xmlAnswer([
    "ListAllMyBucketsResult",
    [
      [
        "Buckets",
        store.buckets().map(({ settings: { name, createdAt } }) => [
          "Bucket",
          [
            ["Name", name],
            ["CreationDate", createdAt],
            ["BucketRegion", region],
          ],
        ]),
      ],
      ownerNode("Owner"),
    ],
  ]);

export const createBucket: Handler<NewBucketCall> = async ({ request, store, bucketName, region, now }) => {
  if (!isBucketName(bucketName))
    throw new S3Error("InvalidBucketName", { details: { BucketName: bucketName } });
  const acl = request.headers.get("x-amz-acl");
  if (acl !== undefined && acl !== "private") throw new S3Error("AccessControlListNotSupported");
  const document = await readDocument(request);
  const shape =
    document === null
      ? null
      : readShape(document, "CreateBucketConfiguration", {
          LocationConstraint: "optional",
          Tags: "optional",
        });
  const constraint = shape?.text("LocationConstraint") ?? unnamedRegion;
  if (constraint !== region) throw new S3Error("IllegalLocationConstraintException");
  if (store.find(bucketName) === null) store.create(bucketName, now());
  else if (region !== unnamedRegion) throw new S3Error("BucketAlreadyOwnedByYou");
  return emptyAnswer(200, { Location: `/${bucketName}` });
};

export const headBucket: Handler<BucketCall> = ({ region }) =>
  emptyAnswer(200, { "x-amz-bucket-region": region });

export const deleteBucket: Handler<BucketCall> = ({ store, bucket }) => {
  store.remove(bucket);
  return emptyAnswer(204);
};

export const getBucketLocation: Handler<BucketCall> = ({ region }) =>
  xmlAnswer(["LocationConstraint", region === unnamedRegion ? "" : region]);

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html */
export function isBucketName(name: string): boolean {
  return (
    /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(name) &&
    !name.includes("..") &&
    !/^\d+\.\d+\.\d+\.\d+$/.test(name) &&
    !/^(xn--|sthree-|amzn-s3-demo-)/.test(name) &&
    !/(-s3alias|--ol-s3|\.mrap|--x-s3)$/.test(name)
  );
}
