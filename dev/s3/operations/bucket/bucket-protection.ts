// What AWS calls a bucket's protection: public access block, object ownership, default encryption. New buckets have them as
// AWS's new buckets do. Here they are kept and told, and change nothing: nothing is ever public, there are no ACLs, and the
// files of this stand-in lie on disk as they are.
import { emptyAnswer, xmlAnswer } from "../../answer";
import { notImplemented, S3Error } from "../../errors";
import { requireDocument } from "../../payload/read-document";
import type { ObjectOwnership, PublicAccessBlock } from "../../store/bucket";
import { malformed } from "../../xml/read-xml";
import { readShape, type XmlShape } from "../../xml/xml-shape";
import type { BucketCall, Handler } from "../call";

const blocked: PublicAccessBlock = {
  BlockPublicAcls: true,
  IgnorePublicAcls: true,
  BlockPublicPolicy: true,
  RestrictPublicBuckets: true,
};
const ownerships: readonly ObjectOwnership[] = [
  "BucketOwnerEnforced",
  "BucketOwnerPreferred",
  "ObjectWriter",
];

export const getPublicAccessBlock: Handler<BucketCall> = ({ bucket }) => {
  const { publicAccessBlock = blocked } = bucket.settings;
  if (publicAccessBlock === null) throw new S3Error("NoSuchPublicAccessBlockConfiguration");
  return xmlAnswer(["PublicAccessBlockConfiguration", Object.entries(publicAccessBlock)]);
};

export const putPublicAccessBlock: Handler<BucketCall> = async ({ request, bucket }) => {
  const document = await requireDocument(request, { digestRequired: true });
  const shape = readShape(document, "PublicAccessBlockConfiguration", {
    BlockPublicAcls: "optional",
    IgnorePublicAcls: "optional",
    BlockPublicPolicy: "optional",
    RestrictPublicBuckets: "optional",
  });
  const publicAccessBlock = {
    BlockPublicAcls: readFlag(shape, "BlockPublicAcls"),
    IgnorePublicAcls: readFlag(shape, "IgnorePublicAcls"),
    BlockPublicPolicy: readFlag(shape, "BlockPublicPolicy"),
    RestrictPublicBuckets: readFlag(shape, "RestrictPublicBuckets"),
  };
  bucket.configure({ publicAccessBlock });
  return emptyAnswer(200);
};

export const deletePublicAccessBlock: Handler<BucketCall> = ({ bucket }) => {
  bucket.configure({ publicAccessBlock: null });
  return emptyAnswer(204);
};

export const getBucketOwnershipControls: Handler<BucketCall> = ({ bucket }) => {
  const { ownership = "BucketOwnerEnforced" } = bucket.settings;
  if (ownership === null) throw new S3Error("OwnershipControlsNotFoundError");
  return xmlAnswer(["OwnershipControls", [["Rule", [["ObjectOwnership", ownership]]]]]);
};

export const putBucketOwnershipControls: Handler<BucketCall> = async ({ request, bucket }) => {
  const document = await requireDocument(request, { digestRequired: true });
  const rule = readShape(document, "OwnershipControls", { Rule: "one" }).find("Rule");
  if (rule === null) throw malformed();
  const named = readShape(rule, "Rule", { ObjectOwnership: "one" }).requireText("ObjectOwnership");
  const ownership = ownerships.find((known) => known === named);
  if (ownership === undefined) throw malformed();
  bucket.configure({ ownership });
  return emptyAnswer(200);
};

export const deleteBucketOwnershipControls: Handler<BucketCall> = ({ bucket }) => {
  bucket.configure({ ownership: null });
  return emptyAnswer(204);
};

export const getBucketEncryption: Handler<BucketCall> = ({ bucket }) => {
  const { bucketKeyEnabled = false } = bucket.settings;
  const byDefault = ["ApplyServerSideEncryptionByDefault", [["SSEAlgorithm", "AES256"]]] as const;
  return xmlAnswer([
    "ServerSideEncryptionConfiguration",
    [["Rule", [byDefault, ["BucketKeyEnabled", bucketKeyEnabled]]]],
  ]);
};

export const putBucketEncryption: Handler<BucketCall> = async ({ request, bucket }) => {
  const document = await requireDocument(request, { digestRequired: true });
  const rule = readShape(document, "ServerSideEncryptionConfiguration", { Rule: "one" }).find("Rule");
  if (rule === null) throw malformed();
  const shape = readShape(rule, "Rule", {
    ApplyServerSideEncryptionByDefault: "optional",
    BucketKeyEnabled: "optional",
  });
  const byDefault = shape.find("ApplyServerSideEncryptionByDefault");
  if (byDefault !== null) {
    const parts = { SSEAlgorithm: "one", KMSMasterKeyID: "optional" } as const;
    const named = readShape(byDefault, "ApplyServerSideEncryptionByDefault", parts);
    const algorithm = named.requireText("SSEAlgorithm");
    if (/^aws:kms(?::dsse)?$/.test(algorithm)) throw notImplemented(`encryption by ${algorithm}`);
    if (algorithm !== "AES256") throw malformed();
    if (named.find("KMSMasterKeyID") !== null) {
      const message = "a KMSMasterKeyID is not applicable if the default sse algorithm is not aws:kms";
      throw new S3Error("InvalidArgument", { message });
    }
  }
  bucket.configure({ bucketKeyEnabled: readFlag(shape, "BucketKeyEnabled") });
  return emptyAnswer(200);
};

/** At AWS there is no bucket without default encryption any more: this leads back to what a new one has. */
export const deleteBucketEncryption: Handler<BucketCall> = ({ bucket }) => {
  bucket.configure({ bucketKeyEnabled: false });
  return emptyAnswer(204);
};

function readFlag<Name extends string>(shape: XmlShape<Name>, name: Name): boolean {
  const text = shape.text(name)?.trim().toLowerCase() ?? "false";
  if (text !== "true" && text !== "false") throw malformed();
  return text === "true";
}
