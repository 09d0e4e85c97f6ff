/** Why a file did not become an image, in a person's words: what happened, why, and what to do about it. */
import { bareRefusal, type Refusal } from "../transport/refusal";
import { PROBLEM_WORDS, wordsForStatus } from "./problem-words";

export type UploadFailure = {
  readonly code: string;
  readonly kind: "refused" | "failed" | "duplicate";
  readonly what: string;
  readonly why: string | null;
  /** Empty when `why` says it already. */
  readonly remedy: string;
  /** What "Retry" does: go on from where it stopped, begin anew, or nothing, since it would only fail again. */
  readonly retry: "resume" | "restart" | "none";
  /** Whether the engine tries again by itself before it gives up. */
  readonly passing: boolean;
  /** Whether every other file would meet the same: then nothing more is asked for in vain. */
  readonly concernsAll: boolean;
  readonly imageId: string | null;
};

/** The failure that a refusal of our own API means. */
export function failureOf(refusal: Refusal): UploadFailure {
  const words = PROBLEM_WORDS[refusal.code] ?? wordsForStatus(refusal.status);
  return {
    code: refusal.code,
    kind: words.kind ?? "failed",
    what: words.what,
    why: refusal.detail ?? words.why ?? null,
    remedy: refusal.detail !== null && words.detailHasRemedy === true ? "" : words.remedy,
    retry: words.retry,
    passing: words.passing ?? false,
    concernsAll: words.concernsAll ?? false,
    imageId: refusal.imageId,
  };
}

/** A failure that the browser itself found out, with its code from the table of words. */
export function ownFailure(code: string, detail: string | null = null): UploadFailure {
  return failureOf({ ...bareRefusal(code, 0, null), detail });
}
