import { PLANNED_ACCESS_BLOCK } from "../bucket-plan";
import { asJson, type Finding, problem, skipped, warning, wellDone } from "../finding";
import type { TrialName, TrialOutcome } from "../trial";

type Judgement = {
  readonly enforced: string;
  /** What follows when the store does not do it. */
  readonly broken: (outcome: TrialOutcome) => Finding;
};

const READ_BACK = "Signet reads every upload back before it counts, so nothing unverified is shown.";

/** Of the defences that only add: the store's lack of one is no fault of the installation. */
function goesWithout(name: string): Judgement["broken"] {
  return ({ trial, seen, verdict }) =>
    wellDone(
      trial,
      `${verdict === "refused" ? "Refused" : "Not enforced"} here (${seen}): Signet does not sign ${name}. ${READ_BACK}`,
    );
}

function fault(why: string, say: string, paste?: string): Judgement["broken"] {
  return ({ trial, seen }) =>
    problem(trial, { what: seen, why, say, ...(paste === undefined ? {} : { paste }) });
}

function weakness(why: string, say: string): Judgement["broken"] {
  return ({ trial, seen }) => warning(trial, { what: seen, why, say });
}

const RIGHTS = "Give the key the rights of this policy, or choose another provider:";
const POLICY = "npm run s3:setup -- --print iamPolicy";
const LENIENT = "The provider does not keep to Signature Version 4; ask it, or choose another.";

const JUDGEMENTS: Record<TrialName, Judgement> = {
  put: {
    enforced: "A file was uploaded by a presigned URL.",
    broken: fault("No upload works.", RIGHTS, POLICY),
  },
  "signed-type": {
    enforced: "Another type than announced is refused.",
    broken: weakness(`An uploader can store another type for an hour. ${READ_BACK}`, LENIENT),
  },
  "signed-length": {
    enforced: "Another length than announced is refused.",
    broken: weakness(`An uploader can store more than they announced. ${READ_BACK}`, LENIENT),
  },
  signature: {
    enforced: "A changed signature is refused.",
    broken: fault("Anybody can read and write anything in the bucket.", "Do not use this store."),
  },
  "expired-url": {
    enforced: "An expired URL is refused.",
    broken: fault("A link that was handed out once works for ever.", "Do not use this store."),
  },
  "anonymous-access": {
    enforced: "Without a signature nothing can be read or listed.",
    broken: fault(
      "Whoever learns a key sees the image, private or not.",
      "Take away public policies and ACLs, and block public access (npm run s3:setup does that):",
      asJson(PLANNED_ACCESS_BLOCK),
    ),
  },
  "unsigned-acl": {
    enforced: "Nobody can make their upload public.",
    broken: fault(
      "Whoever may upload can publish what they upload under your bucket's name, until it is registered or swept.",
      "Block public access (npm run s3:setup does that):",
      asJson(PLANNED_ACCESS_BLOCK),
    ),
  },
  sha256: { enforced: "Other bytes than announced are refused.", broken: goesWithout("the SHA-256") },
  md5: { enforced: "Other bytes than announced are refused.", broken: goesWithout("the MD5") },
  "write-once": {
    enforced: "A URL writes once, also when used eight times at once.",
    broken: goesWithout("If-None-Match"),
  },
  "signed-get": {
    enforced: "A signed URL gives the bytes, whole and in part, with our headers.",
    broken: fault(
      "Pictures are not shown as they should be.",
      "Check S3_ENDPOINT, S3_PUBLIC_ENDPOINT and S3_FORCE_PATH_STYLE.",
    ),
  },
  listing: {
    enforced: "What was written is listed at once.",
    broken: weakness(
      "Reconciling compares listing and database; a late listing makes it report what is not so.",
      RIGHTS,
    ),
  },
  copy: {
    enforced: "Copies are whole and have our headers.",
    broken: fault("No upload can be registered.", RIGHTS, POLICY),
  },
  delete: {
    enforced: "What is deleted is gone; deleting again does no harm.",
    broken: fault("Deleted images stay in the bucket.", RIGHTS, POLICY),
  },
  multipart: {
    enforced: "Parts are joined, aborted ones are gone, and a part's URL is dead afterwards.",
    broken: fault("Large files cannot be uploaded safely.", RIGHTS, POLICY),
  },
};

export function examineTrials(outcomes: readonly TrialOutcome[]): Finding[] {
  return outcomes.map((outcome) => {
    const { trial, verdict, seen } = outcome;
    const judgement = JUDGEMENTS[trial];
    if (verdict === "enforced") return wellDone(trial, judgement.enforced);
    if (verdict === "unclear") return skipped(trial, `No clear answer: ${seen}`);
    return judgement.broken(outcome);
  });
}
