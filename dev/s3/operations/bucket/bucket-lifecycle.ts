import { emptyAnswer, xmlAnswer } from "../../answer";
import { notImplemented, S3Error } from "../../errors";
import { requireDocument } from "../../payload/read-document";
import type { LifecycleRule } from "../../rules/lifecycle-rules";
import { malformed, type XmlElement } from "../../xml/read-xml";
import type { XmlNode } from "../../xml/write-xml";
import { readShape } from "../../xml/xml-shape";
import type { BucketCall, Handler } from "../call";

const maxRules = 1000;

export const putBucketLifecycle: Handler<BucketCall> = async ({ request, bucket }) => {
  const document = await requireDocument(request, { digestRequired: true });
  const shape = readShape(document, "LifecycleConfiguration", { Rule: "many" });
  const rules = shape.all("Rule").map(readRule);
  if (rules.length === 0 || rules.length > maxRules) throw malformed();
  if (new Set(rules.map(({ id }) => id)).size !== rules.length) {
    throw new S3Error("InvalidArgument", { message: "Rule ID must be unique." });
  }
  bucket.configure({ lifecycle: rules });
  return emptyAnswer(200);
};

export const getBucketLifecycle: Handler<BucketCall> = ({ bucket }) => {
  const rules = bucket.settings.lifecycle;
  if (rules === null) throw new S3Error("NoSuchLifecycleConfiguration");
  return xmlAnswer(["LifecycleConfiguration", rules.map((rule): XmlNode => ["Rule", ruleNodes(rule)])]);
};

export const deleteBucketLifecycle: Handler<BucketCall> = ({ bucket }) => {
  bucket.configure({ lifecycle: null });
  return emptyAnswer(204);
};

/** What this server would not do is refused rather than stored: a rule that nobody enforces is a false promise. */
function readRule(element: XmlElement, position: number): LifecycleRule {
  const shape = readShape(element, "Rule", {
    ID: "optional",
    Status: "one",
    Prefix: "optional",
    Filter: "optional",
    Expiration: "optional",
    AbortIncompleteMultipartUpload: "optional",
    Transition: "many",
    NoncurrentVersionTransition: "many",
    NoncurrentVersionExpiration: "optional",
  });
  for (const name of ["Transition", "NoncurrentVersionTransition", "NoncurrentVersionExpiration"] as const) {
    if (shape.all(name).length > 0) throw notImplemented(`${name} in a lifecycle rule`);
  }
  const status = shape.requireText("Status");
  if (status !== "Enabled" && status !== "Disabled") throw malformed();
  const rule = {
    id: shape.text("ID") ?? `rule-${position + 1}`,
    enabled: status === "Enabled",
    prefix: readPrefix(shape.find("Filter"), shape.text("Prefix")),
    expirationDays: readExpiration(shape.find("Expiration")),
    abortUploadDays: readAbort(shape.find("AbortIncompleteMultipartUpload")),
  };
  if (rule.expirationDays !== null || rule.abortUploadDays !== null) return rule;
  throw new S3Error("InvalidRequest", { message: "At least one action needs to be specified in a rule." });
}

function readPrefix(filter: XmlElement | null, legacyPrefix: string | null): string {
  if ((filter === null) === (legacyPrefix === null)) throw malformed();
  if (filter === null) return legacyPrefix ?? "";
  const beyondPrefix = filter.children.find(({ name }) => name !== "Prefix");
  if (beyondPrefix !== undefined) throw notImplemented(`${beyondPrefix.name} in a lifecycle filter`);
  return readShape(filter, "Filter", { Prefix: "optional" }).text("Prefix") ?? "";
}

function readExpiration(element: XmlElement | null): number | null {
  if (element === null) return null;
  const shape = readShape(element, "Expiration", {
    Days: "optional",
    Date: "optional",
    ExpiredObjectDeleteMarker: "optional",
  });
  const days = shape.integer("Days", 1);
  if (days === null) throw notImplemented("Expiration other than by Days");
  return days;
}

function readAbort(element: XmlElement | null): number | null {
  if (element === null) return null;
  const shape = readShape(element, "AbortIncompleteMultipartUpload", { DaysAfterInitiation: "one" });
  return shape.integer("DaysAfterInitiation", 1);
}

function ruleNodes(rule: LifecycleRule): XmlNode[] {
  const nodes: XmlNode[] = [
    ["ID", rule.id],
    ["Filter", [["Prefix", rule.prefix]]],
    ["Status", rule.enabled ? "Enabled" : "Disabled"],
  ];
  if (rule.expirationDays !== null) nodes.push(["Expiration", [["Days", rule.expirationDays]]]);
  if (rule.abortUploadDays !== null) {
    nodes.push(["AbortIncompleteMultipartUpload", [["DaysAfterInitiation", rule.abortUploadDays]]]);
  }
  return nodes;
}
