/** One question of the probe: what a store truly does with a request that it should refuse, or should answer. */

export const TRIALS = [
  "put",
  "signed-type",
  "signed-length",
  "signature",
  "expired-url",
  "anonymous-access",
  "unsigned-acl",
  "sha256",
  "md5",
  "write-once",
  "signed-get",
  "listing",
  "copy",
  "delete",
  "multipart",
] as const;
export type TrialName = (typeof TRIALS)[number];

export type Verdict =
  /** As it should be. */
  | "enforced"
  /** The store let through what it should have refused, or did not do what it answered. */
  | "ignored"
  /** The store refused a request that was right: it does not know this. */
  | "refused"
  /** No answer, or one that tells nothing. */
  | "unclear";

export type TrialOutcome = {
  readonly trial: TrialName;
  readonly verdict: Verdict;
  /** What was seen, such as `PUT of other bytes: 200`. */
  readonly seen: string;
};
