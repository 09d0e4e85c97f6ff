// What is true of every bucket here and cannot be changed: unversioned, owned by the one account, with no policy.
import { emptyAnswer, xmlAnswer } from "../../answer";
import { S3Error } from "../../errors";
import type { BucketCall, Handler } from "../call";
import { owner, ownerNode } from "../owner";

export const getBucketVersioning: Handler<BucketCall> = () => xmlAnswer(["VersioningConfiguration", []]);

export const getBucketAcl: Handler<BucketCall> = () =>
  xmlAnswer([
    "AccessControlPolicy",
    [
      ownerNode("Owner"),
      [
        "AccessControlList",
        [
          [
            "Grant",
            [
              [
                "Grantee",
                [
                  ["ID", owner.id],
                  ["DisplayName", owner.displayName],
                ],
                { "xmlns:xsi": "http://www.w3.org/2001/XMLSchema-instance", "xsi:type": "CanonicalUser" },
              ],
              ["Permission", "FULL_CONTROL"],
            ],
          ],
        ],
      ],
    ],
  ]);

export const getBucketPolicy: Handler<BucketCall> = () => {
  throw new S3Error("NoSuchBucketPolicy");
};

export const getBucketPolicyStatus: Handler<BucketCall> = () => {
  throw new S3Error("NoSuchBucketPolicy");
};

/** There is none to delete, and saying so again harms nobody. */
export const deleteBucketPolicy: Handler<BucketCall> = () => emptyAnswer(204);
