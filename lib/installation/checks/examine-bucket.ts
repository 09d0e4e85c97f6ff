import { IMAGES_PREFIX, STAGING_PREFIX } from "@/lib/images/object-key";
import type { BucketFacts, BucketReach, KnownLifecycleRule, Told } from "../bucket-facts";
import {
  OLD_VERSIONS_RULE,
  PLANNED_ACCESS_BLOCK,
  PLANNED_ENCRYPTION,
  PLANNED_LIFECYCLE,
  PLANNED_OWNERSHIP,
} from "../bucket-plan";
import { asJson, type CheckName, type Finding, problem, skipped, warning, wellDone } from "../finding";

const SETUP = "npm run s3:setup";

/** Whether the bucket is there and ours. */
export function examineReach(reach: BucketReach, bucket: string): Finding {
  const why = "Nothing can be uploaded, shown or removed.";
  switch (reach.kind) {
    case "reached":
      return wellDone("bucket", `The bucket ${bucket} answers.`);
    case "away":
      return problem("bucket", {
        what: `The store does not answer: ${reach.reason}.`,
        why,
        say: "Check S3_ENDPOINT and S3_REGION, and whether this machine may connect to that address.",
      });
    case "no-credentials":
      return problem("bucket", {
        what: `There are no credentials for the store: ${reach.reason}.`,
        why,
        say: "Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or give this machine a role. What the key must be allowed:",
        paste: "npm run s3:setup -- --print iamPolicy",
      });
    case "no-bucket":
      return problem("bucket", {
        what: `There is no bucket called ${bucket}.`,
        why,
        say: "Correct S3_BUCKET, or let it be made:",
        paste: SETUP,
      });
    case "refused":
      return problem("bucket", {
        what: `The store refuses these credentials: ${reach.code}.`,
        why,
        say: remedyOf(reach.code),
        paste: "npm run s3:setup -- --print iamPolicy",
      });
  }
}

function remedyOf(code: string): string {
  if (/InvalidAccessKeyId|SignatureDoesNotMatch|InvalidToken|ExpiredToken/.test(code))
    return "Correct AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY (and AWS_SESSION_TOKEN). What the key must be allowed:";
  if (/Malformed|Redirect|Location/.test(code))
    return "Set S3_REGION to the region the bucket is in. What the key must be allowed:";
  return "Check that the bucket is yours, and that the key's policy allows at least this:";
}

/** What the bucket's settings are, beside what they should be. CORS has a file of its own. */
export function examineBucket(facts: BucketFacts, isEmbedded: boolean): Finding[] {
  return [
    examineAccess(facts),
    examineOwnership(facts.ownership),
    examineLifecycle(facts.lifecycle),
    examineEncryption(facts.encryption, isEmbedded),
    examineVersioning(facts.versioning, facts.lifecycle),
  ];
}

/** What could not be asked; null when it was told. */
export function whyUntold(check: CheckName, told: Told<unknown>): Finding | null {
  if (told.kind === "told") return null;
  if (told.kind === "unanswered") return skipped(check, "The store gave no answer to this question.");
  if (told.kind === "unknown-here")
    return skipped(check, "The provider has no such setting that could be asked.");
  return skipped(
    check,
    "The key may not ask.",
    "The app needs no right to look at the bucket's settings, only this report does.",
    {
      say: "Run it with a key that has the statement for setup and doctor of:",
      paste: "npm run s3:setup -- --print iamPolicy",
    },
  );
}

function examineAccess({ accessBlock, isPublicByPolicy, publicGrants }: BucketFacts): Finding {
  const why = "Every image is meant to be seen through a signed URL only; what is public needs none.";
  if (isPublicByPolicy.kind === "told" && isPublicByPolicy.value === true) {
    return problem("public-access", {
      what: "The bucket's policy makes it public.",
      why,
      say: "Take the policy away, then block public access:",
      paste: SETUP,
    });
  }
  const open = publicGrants.kind === "told" ? (publicGrants.value ?? []) : [];
  if (open.length > 0) {
    return problem("public-access", {
      what: `The bucket's ACL gives rights to strangers: ${open.join(", ")}.`,
      why,
      say: "Set the bucket's ACL to private, then block public access:",
      paste: SETUP,
    });
  }
  if (accessBlock.kind !== "told")
    return whyUntold("public-access", accessBlock) ?? skipped("public-access", "");
  const block = accessBlock.value;
  // To refuse public ACLs (BlockPublicAcls) adds nothing to ignoring them, and Ceph 16 then refuses every upload.
  const needed = ["IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets"] as const;
  const missing = needed.filter((name) => block?.[name] !== true);
  if (missing.length === 0) return wellDone("public-access", "All public access is blocked.");
  return problem("public-access", {
    what: `Public access is not blocked (${missing.join(", ")}).`,
    why: `${why} Without the block, one wrong policy or ACL opens the bucket.`,
    say: `Run ${SETUP}, or set the bucket's public access block to:`,
    paste: asJson(PLANNED_ACCESS_BLOCK),
  });
}

function examineOwnership(ownership: Told<string | null>): Finding {
  const untold = whyUntold("ownership", ownership);
  if (untold !== null || ownership.kind !== "told") return untold ?? skipped("ownership", "");
  if (ownership.value === "BucketOwnerEnforced")
    return wellDone("ownership", "Every object belongs to the bucket's owner; ACLs are off.");
  return warning("ownership", {
    what: `ACLs are on (${ownership.value ?? "no rule"}).`,
    why: "An ACL can make one object public, whatever the bucket's policy says.",
    say: `Run ${SETUP}, or set the bucket's ownership controls to:`,
    paste: asJson(PLANNED_OWNERSHIP),
  });
}

function examineLifecycle(lifecycle: Told<readonly KnownLifecycleRule[] | null>): Finding {
  const untold = whyUntold("lifecycle", lifecycle);
  if (untold !== null || lifecycle.kind !== "told") return untold ?? skipped("lifecycle", "");
  const rules = (lifecycle.value ?? []).filter(({ enabled }) => enabled);
  const paste = asJson({ Rules: PLANNED_LIFECYCLE });
  const say = `Run ${SETUP}, or set the bucket's lifecycle rules to:`;
  const deadly = rules.find((rule) => rule.expiresAfterDays !== null && overlaps(rule.prefix, IMAGES_PREFIX));
  if (deadly !== undefined) {
    return problem("lifecycle", {
      what: `A lifecycle rule removes objects under "${deadly.prefix}" after ${deadly.expiresAfterDays ?? 0} days: images are among them.`,
      why: "Images would be lost, while their rows stay.",
      say: `Take that rule away. ${say}`,
      paste,
    });
  }
  const whole = rules.filter(({ isPartial }) => !isPartial);
  const expires = whole.some(
    (rule) => rule.expiresAfterDays !== null && STAGING_PREFIX.startsWith(rule.prefix),
  );
  const aborts = [STAGING_PREFIX, IMAGES_PREFIX].every((prefix) =>
    whole.some((rule) => rule.abortsAfterDays !== null && prefix.startsWith(rule.prefix)),
  );
  if (expires && aborts) return wellDone("lifecycle", "The store itself forgets abandoned uploads.");
  return problem("lifecycle", {
    what: expires
      ? "Unfinished uploads in parts are never aborted by the store."
      : `Nothing under ${STAGING_PREFIX} ever expires by itself.`,
    why: "The sweep removes what was abandoned; this is the net behind it, should the database be lost or restored.",
    say,
    paste,
  });
}

/** Whether a key can begin with both. */
function overlaps(one: string, other: string): boolean {
  return one.startsWith(other) || other.startsWith(one);
}

function examineEncryption(encryption: Told<string | null>, isEmbedded: boolean): Finding {
  const untold = whyUntold("encryption", encryption);
  if (untold !== null || encryption.kind !== "told") return untold ?? skipped("encryption", "");
  if (isEmbedded)
    return skipped(
      "encryption",
      "The embedded store keeps its files as they are: encrypt the disk under DATA_DIR.",
    );
  if (encryption.value !== null)
    return wellDone("encryption", `New objects are encrypted at rest (${encryption.value}).`);
  return warning("encryption", {
    what: "New objects are not encrypted at rest by default.",
    why: "Whoever gets at the provider's disks could read the images.",
    say: `Run ${SETUP}, or set the bucket's default encryption to:`,
    paste: asJson(PLANNED_ENCRYPTION),
  });
}

function examineVersioning(
  versioning: BucketFacts["versioning"],
  lifecycle: BucketFacts["lifecycle"],
): Finding {
  const untold = whyUntold("versioning", versioning);
  if (untold !== null || versioning.kind !== "told") return untold ?? skipped("versioning", "");
  if (versioning.value === null) return wellDone("versioning", "Off: what is deleted is gone at once.");
  const rules = lifecycle.kind === "told" ? (lifecycle.value ?? []) : [];
  if (rules.some((rule) => rule.enabled && rule.removesOldVersions && !rule.isPartial && rule.prefix === ""))
    return wellDone(
      "versioning",
      "On: what Signet deletes goes with all its versions, and a rule removes what others have hidden.",
    );
  return warning("versioning", {
    what: `Versioning is ${versioning.value.toLowerCase()}, and nothing removes old versions.`,
    why: "Signet removes every version of what it deletes, for which its key needs the policy of s3:setup. What an earlier release or anybody else has deleted is only hidden: its bytes stay, and are paid for.",
    say: "Add this rule to the bucket's lifecycle:",
    paste: asJson(OLD_VERSIONS_RULE),
  });
}
