import type { Canary } from "@/lib/contracts/health";
import type { Answer, CanaryActions } from "./health-actions";

/**
 * Sends a small picture from this very page to the store and shows it again: what no look from the server can prove,
 * since the browser's own rules (CORS, the page's policy, mixed content, the network) are part of it.
 */
export const CANARY_STEPS = ["sign", "send", "show", "remove"] as const;
export type CanaryStep = (typeof CANARY_STEPS)[number];

export type CanaryFailure =
  | { readonly kind: "server"; readonly detail: string }
  /** The page's own policy forbade it. */
  | { readonly kind: "policy"; readonly directive: string }
  | { readonly kind: "cors" }
  | { readonly kind: "unreachable" }
  | { readonly kind: "refused"; readonly status: number; readonly code: string }
  | { readonly kind: "not-shown" };

export type CanaryState = {
  readonly done: readonly CanaryStep[];
  readonly running: CanaryStep | null;
  readonly failure: CanaryFailure | null;
};

const WAIT_MS = 15_000;

class Failed extends Error {
  constructor(readonly failure: CanaryFailure) {
    super(failure.kind);
  }
}

/** Tells each step as it begins and ends; never rejects, and removes in any case what it sent. */
export async function runCanary(actions: CanaryActions, tell: (state: CanaryState) => void): Promise<void> {
  const done: CanaryStep[] = [];
  const keys: string[] = [];
  const step = async <T>(name: CanaryStep, work: () => Promise<T>): Promise<T> => {
    tell({ done: [...done], running: name, failure: null });
    const value = await work();
    done.push(name);
    return value;
  };
  let failure: CanaryFailure | null = null;
  try {
    const canary = await step("sign", () => actions.begin({}).then(valueOf));
    keys.push(canary.key);
    await step("send", () => send(canary));
    await step("show", async () => {
      const shown = valueOf(await actions.show({ key: canary.key }));
      keys.push(shown.key);
      await show(shown.url);
    });
    await step("remove", () => actions.remove({ keys }).then(valueOf));
  } catch (error) {
    failure =
      error instanceof Failed ? error.failure : { kind: "server", detail: "The server did not answer." };
    if (keys.length > 0) await actions.remove({ keys }).catch(() => undefined);
  }
  tell({ done: [...done], running: null, failure });
}

function valueOf<T>(answer: Answer<T>): T {
  if (answer.ok) return answer.value;
  throw new Failed({ kind: "server", detail: answer.problem.detail ?? answer.problem.title });
}

async function send({ url, headers, body }: Canary): Promise<void> {
  const bytes = Uint8Array.from(atob(body), (character) => character.charCodeAt(0));
  const response = await underPolicy(
    () =>
      fetch(url, {
        method: "PUT",
        headers,
        body: bytes,
        cache: "no-store",
        credentials: "omit",
        signal: AbortSignal.timeout(WAIT_MS),
      }),
    async () => ((await reaches(url)) ? { kind: "cors" } : { kind: "unreachable" }),
  );
  if (response.ok) return;
  const code = /<Code>([A-Za-z]{1,60})</.exec(await response.text())?.[1] ?? "";
  throw new Failed({ kind: "refused", status: response.status, code });
}

async function show(url: string): Promise<void> {
  const image = new Image();
  await underPolicy(
    async () => {
      image.src = url;
      await image.decode();
    },
    () => Promise.resolve({ kind: "not-shown" }),
  );
}

/** A browser says to a script only that something failed; whether the page's own policy was it, an event tells. */
async function underPolicy<T>(work: () => Promise<T>, explain: () => Promise<CanaryFailure>): Promise<T> {
  const forbidden: string[] = [];
  const listen = (event: SecurityPolicyViolationEvent) => {
    forbidden.push(event.effectiveDirective);
  };
  document.addEventListener("securitypolicyviolation", listen);
  try {
    return await work();
  } catch {
    const [directive] = forbidden;
    throw new Failed(directive === undefined ? await explain() : { kind: "policy", directive });
  } finally {
    document.removeEventListener("securitypolicyviolation", listen);
  }
}

async function reaches(url: string): Promise<boolean> {
  try {
    await fetch(new URL(url).origin, {
      mode: "no-cors",
      cache: "no-store",
      signal: AbortSignal.timeout(WAIT_MS),
    });
    return true;
  } catch {
    return false;
  }
}
