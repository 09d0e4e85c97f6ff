/** The texts of the page of uploads. */
import { formatCount } from "@/components/ui/format-count";
import type { ReportView } from "@/lib/contracts/housekeeping";
import type { Problem } from "@/lib/contracts/problem";
import type { FindingKind } from "@/lib/images/reconcile/difference";

type KindWords = { readonly one: string; readonly many: string; readonly explanation: string };

export const FINDING_WORDS: Readonly<Record<FindingKind, KindWords>> = {
  unknown_object: {
    one: "object that nobody knows",
    many: "objects that nobody knows",
    explanation: "They lie in the bucket, and no upload and no image names them.",
  },
  outside_object: {
    one: "object beside ours",
    many: "objects beside ours",
    explanation: "Somebody else's, outside of uploads/ and images/. They are never touched.",
  },
  missing_object: {
    one: "object is missing",
    many: "objects are missing",
    explanation: "Their images are kept and flagged. Put the object back under its key, or delete the image.",
  },
  changed_object: {
    one: "object is another one",
    many: "objects are other ones",
    explanation: "Size or ETag differ from what was verified: somebody wrote to the bucket.",
  },
  overdue_removal: {
    one: "dead object should be gone",
    many: "dead objects should be gone",
    explanation: "Their removal fails or is not tried. Is a worker running?",
  },
  overdue_intent: {
    one: "announced key should be let go of",
    many: "announced keys should be let go of",
    explanation: "The sweep has not come by for ten minutes. Is a worker running?",
  },
  unknown_multipart: {
    one: "upload in parts that nobody knows",
    many: "uploads in parts that nobody knows",
    explanation: "Their parts take up space, and no listing of objects shows them.",
  },
};

/** `1 object`, `1,204 objects`. */
export function count(number: number, one: string, many: string): string {
  return `${formatCount(number)} ${number === 1 ? one : many}`;
}

/** `50 uploads`, or `More than 50 uploads` of a list that was cut off there. */
export function countShown(shown: number, hasMore: boolean, one: string, many: string): string {
  return `${hasMore ? "More than " : ""}${count(shown, one, many)}`;
}

/** What a comparison covered. */
export function describeScope({ objects, ledgerKeys }: ReportView): string {
  return `${count(objects, "object", "objects")} in the bucket, ${count(ledgerKeys, "key", "keys")} in the ledger`;
}

const PROBLEMS: Readonly<Record<string, string>> = {
  not_signed_in: "Your session has ended. Sign in again in another tab, then try once more.",
  not_allowed: "Only administrators may do this.",
  upload_not_found: "The upload is being registered at this moment, or is over already.",
  database_unavailable: "The database does not answer. Try again in a moment.",
};

/** What went wrong, and what to do; `null` stands for no answer at all. */
export function explainProblem(problem: Problem | null): string {
  if (problem === null) return "The server does not answer. Check your connection and try again.";
  const known = Object.hasOwn(PROBLEMS, problem.code) ? PROBLEMS[problem.code] : undefined;
  return known ?? `${problem.title}. Try again.`;
}
