/** What the browser asks of the sign-in's own HTTP interface, at the addresses that next-auth fixes. */
const BASE = "/api/auth";

export type SignInOutcome = { readonly ok: true } | { readonly ok: false; readonly error: string };

/** Tries an e-mail address and a password. `error` is a code for `explainSignInError`. Never throws. */
export async function signInWithPassword(email: string, password: string): Promise<SignInOutcome> {
  try {
    const fields = { csrfToken: await loadCsrfToken(), email, password, json: "true" };
    const response = await postForm(`${BASE}/callback/credentials`, fields);
    if (response.status === 429) return { ok: false, error: "too_many_requests" };
    const error = errorIn(await response.json());
    if (error !== null) return { ok: false, error };
    return response.ok ? { ok: true } : { ok: false, error: "Default" };
  } catch {
    return { ok: false, error: "no_answer" };
  }
}

/** Leaves for a provider's own sign-in page. Throws when the server does not answer, or names no page. */
export async function goToProvider(id: string, callbackUrl: string): Promise<void> {
  const fields = { csrfToken: await loadCsrfToken(), callbackUrl, json: "true" };
  // By script instead of a form: the page's policy lets no form end on another site.
  const response = await postForm(`${BASE}/signin/${encodeURIComponent(id)}`, fields);
  const url = textIn(await response.json(), "url");
  if (url === null) throw new Error(`sign-in by ${id} answered ${String(response.status)}`);
  window.location.assign(url);
}

/** Ends the session in this browser. Throws when the server does not answer. */
export async function signOut(): Promise<void> {
  const response = await postForm(`${BASE}/signout`, { csrfToken: await loadCsrfToken(), json: "true" });
  if (!response.ok) throw new Error(`sign-out answered ${String(response.status)}`);
}

async function loadCsrfToken(): Promise<string> {
  const response = await fetch(`${BASE}/csrf`, { cache: "no-store" });
  return textIn(await response.json(), "csrfToken") ?? "";
}

function postForm(address: string, fields: Record<string, string>): Promise<Response> {
  return fetch(address, { method: "POST", body: new URLSearchParams(fields) });
}

/** The answer names its outcome in the address that it would go on to. */
function errorIn(answer: unknown): string | null {
  const url = textIn(answer, "url");
  if (url === null) return "Default";
  return new URL(url, window.location.origin).searchParams.get("error");
}

function textIn(answer: unknown, name: string): string | null {
  if (typeof answer !== "object" || answer === null) return null;
  const value: unknown = Reflect.get(answer, name);
  return typeof value === "string" ? value : null;
}
