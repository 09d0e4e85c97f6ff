/** The server actions that the page of uploads is given; components know their shape alone. */
import type { Problem } from "@/lib/contracts/problem";

export type ActionAnswer =
  { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly problem: Problem };

export type Remedy<Input> = (input: Input) => Promise<ActionAnswer>;
export type ExpireUpload = Remedy<{ readonly uploadId: string }>;
/** Null: all of them. */
export type RetryRemovals = Remedy<{ readonly key: string | null }>;
export type Reconcile = Remedy<{ readonly repair: boolean }>;
