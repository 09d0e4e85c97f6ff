/** What each way of failing to sign in means to the person, by the code that stands in `?error=`. */
export type SignInProblem = {
  readonly title: string;
  readonly remedy: string;
  /** Which part of the form caused it. */
  readonly at: "password" | "form";
};

const WORDS: Readonly<Record<string, SignInProblem>> = {
  CredentialsSignin: {
    title: "E-mail or password is not right",
    remedy: "Check both and try again.",
    at: "password",
  },
  AccessDenied: {
    title: "This account may not sign in here",
    remedy: "Ask an admin of this gallery to let you in, or use another account.",
    at: "form",
  },
  OAuthAccountNotLinked: {
    title: "This e-mail address already signs in another way",
    remedy: "Sign in the way you did before.",
    at: "form",
  },
  Configuration: {
    title: "Sign-in is not set up correctly",
    remedy: "Tell whoever runs this gallery; the server's log says what is missing.",
    at: "form",
  },
  SessionRequired: { title: "Your session has ended", remedy: "Sign in again to go on.", at: "form" },
  Verification: {
    title: "This sign-in link no longer works",
    remedy: "It was used already or is too old. Start again.",
    at: "form",
  },
  too_many_requests: {
    title: "Too many attempts",
    remedy: "Wait a few minutes, then try again.",
    at: "form",
  },
  no_answer: {
    title: "The server does not answer",
    remedy: "Check your connection and try again.",
    at: "form",
  },
};

const PROVIDER_FAILED: SignInProblem = {
  title: "The sign-in service did not let you through",
  remedy: "Try again, or choose another way to sign in.",
  at: "form",
};

const OTHER: SignInProblem = { title: "Signing in failed", remedy: "Try again in a moment.", at: "form" };

/** The words for a code of next-auth or of ours; null when there is no code. */
export function explainSignInError(code: string | undefined): SignInProblem | null {
  if (code === undefined || code === "") return null;
  const known = Object.hasOwn(WORDS, code) ? WORDS[code] : undefined;
  if (known !== undefined) return known;
  return /^(OAuth|Callback)/.test(code) ? PROVIDER_FAILED : OTHER;
}
