// What s3:setup would set, and which policies belong to it, as JSON to paste into a console or to hand to the AWS command
// line.
import { appPolicy, bucketPolicy, setupPolicy } from "@/lib/installation/access-policy";
import {
  OLD_VERSIONS_RULE,
  PLANNED_ACCESS_BLOCK,
  PLANNED_ENCRYPTION,
  PLANNED_LIFECYCLE,
  PLANNED_OWNERSHIP,
  plannedCors,
} from "@/lib/installation/bucket-plan";
import type { BucketSettings } from "./bucket-client";

const defaultUrlSeconds = 300;
/** A PUT's URL lives for ten minutes, whatever is set for reading. */
const putUrlSeconds = 600;

/** All of it, or the one `part` that is named; throws a sentence for a part that there is not. */
export function describeSetup({ bucket, region }: BucketSettings, origins: string[], part?: string): string {
  const readSeconds = Number(process.env.SIGNED_URL_TTL_SECONDS || defaultUrlSeconds);
  const parts: Record<string, unknown> = {
    cors: { CORSRules: plannedCors(origins) },
    lifecycle: { Rules: PLANNED_LIFECYCLE },
    lifecycleOfVersionedBucket: { Rules: [...PLANNED_LIFECYCLE, OLD_VERSIONS_RULE] },
    publicAccessBlock: PLANNED_ACCESS_BLOCK,
    ownershipControls: PLANNED_OWNERSHIP,
    encryption: PLANNED_ENCRYPTION,
    iamPolicy: appPolicy(bucket, region),
    iamPolicyForSetup: setupPolicy(bucket, region),
    bucketPolicy: bucketPolicy(bucket, region, Math.max(readSeconds, putUrlSeconds)),
  };
  if (part === undefined) return JSON.stringify(parts, null, 2);
  if (!Object.hasOwn(parts, part))
    throw new Error(`There is no part "${part}". There are: ${Object.keys(parts).join(", ")}.`);
  return JSON.stringify(parts[part], null, 2);
}
