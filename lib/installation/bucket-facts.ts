/** What a store says of its bucket. Gathered by lib/storage; judged by the checks beside this file. */
import type { AccessBlock, CorsRule } from "./bucket-plan";

/** Not every provider knows every question, and not every key may ask. */
export type Told<T> =
  | { readonly kind: "told"; readonly value: T }
  | { readonly kind: "denied" }
  | { readonly kind: "unknown-here" }
  | { readonly kind: "unanswered" };

/** A lifecycle rule as far as it matters here: what it removes, and where. */
export type KnownLifecycleRule = {
  readonly enabled: boolean;
  readonly prefix: string;
  /** It asks for more than a prefix (tags, sizes), and so holds for some objects only. */
  readonly isPartial: boolean;
  readonly expiresAfterDays: number | null;
  readonly abortsAfterDays: number | null;
  readonly removesOldVersions: boolean;
};

/** Null where nothing is set. */
export type BucketFacts = {
  readonly accessBlock: Told<AccessBlock | null>;
  readonly isPublicByPolicy: Told<boolean | null>;
  readonly publicGrants: Told<readonly string[] | null>;
  readonly ownership: Told<string | null>;
  readonly cors: Told<readonly CorsRule[] | null>;
  readonly lifecycle: Told<readonly KnownLifecycleRule[] | null>;
  readonly encryption: Told<string | null>;
  readonly versioning: Told<"Enabled" | "Suspended" | null>;
};

/** Whether the bucket answers us. */
export type BucketReach =
  | { readonly kind: "reached" }
  /** The service does not answer at all. */
  | { readonly kind: "away"; readonly reason: string }
  | { readonly kind: "no-credentials"; readonly reason: string }
  | { readonly kind: "no-bucket" }
  /** With the service's own code, such as `InvalidAccessKeyId`. */
  | { readonly kind: "refused"; readonly code: string };

/** What the service says before any key is shown: its clock, its name, its certificate. */
export type ServiceFacts = {
  /** Its clock less ours; null when it told no time. */
  readonly aheadMs: number | null;
  readonly isEmbedded: boolean;
  readonly certificateEndsAt: Date | null;
};

/** The answer to a browser's question before an upload. */
export type PreflightFacts = {
  /** Origins of ours that were refused; null when the service could not be asked. */
  readonly refused: readonly string[] | null;
  /** Strangers' origins that were let in. */
  readonly strangers: readonly string[];
};
