import type { Canary, HealthReport } from "@/lib/contracts/health";
import type { Problem } from "@/lib/contracts/problem";

export type Answer<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problem: Problem };

/** What the page in app hands over: server actions, each proving by itself that an admin asks. */
export type Examine = (input: Record<string, never>) => Promise<Answer<HealthReport>>;

export type CanaryActions = {
  readonly begin: (input: Record<string, never>) => Promise<Answer<Canary>>;
  readonly show: (input: { key: string }) => Promise<Answer<{ key: string; url: string }>>;
  readonly remove: (input: { keys: string[] }) => Promise<Answer<void>>;
};
