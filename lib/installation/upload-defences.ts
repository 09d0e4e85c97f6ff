/**
 * What may be bound into the signature of an upload besides its type and length. A store that ignores or refuses one of
 * these is found out by the probe, and goes without: each of them only adds to what proves an upload in any case, the
 * copy that is read back.
 */
import { type TrialOutcome, type TrialName } from "./trial";

export type UploadDefences = {
  /** `If-None-Match: *`: a URL writes once. */
  readonly writeOnce: boolean;
  readonly sha256: boolean;
  readonly md5: boolean;
};

/** What holds at AWS, and everywhere until a probe has looked. */
export const ALL_DEFENCES: UploadDefences = { writeOnce: true, sha256: true, md5: true };

const TRIAL_OF = {
  writeOnce: "write-once",
  sha256: "sha256",
  md5: "md5",
} as const satisfies Record<keyof UploadDefences, TrialName>;

/** What to sign from now on; where the probe could not tell, as before. */
export function defencesAfter(
  outcomes: readonly TrialOutcome[],
  before: UploadDefences = ALL_DEFENCES,
): UploadDefences {
  const holds = (name: keyof UploadDefences) => {
    const verdict = outcomes.find(({ trial }) => trial === TRIAL_OF[name])?.verdict ?? "unclear";
    return verdict === "unclear" ? before[name] : verdict === "enforced";
  };
  return { writeOnce: holds("writeOnce"), sha256: holds("sha256"), md5: holds("md5") };
}
