/**
 * What a failed page says. In production only an error's digest reaches the browser; pages give errors of ours a digest
 * that begins with their code (`storage_unavailable:...`), so that the person is told which part does not answer.
 */
export type FailureWords = {
  readonly title: string;
  readonly explanation: string;
  readonly reference: string | null;
};

const DEPENDENCIES: Readonly<Record<string, { title: string; explanation: string }>> = {
  storage_unavailable: {
    title: "The image store does not answer",
    explanation: "Your images are safe; they cannot be shown right now. Try again in a moment.",
  },
  database_unavailable: {
    title: "The database does not answer",
    explanation: "Nothing is lost; no page that needs it can be shown right now. Try again in a moment.",
  },
};

const OTHER = {
  title: "This page could not be shown",
  explanation: "Something went wrong on our side. Try again in a moment.",
};

/** The words for whatever was thrown; the reference leads to the server's log. */
export function explainFailure(error: unknown): FailureWords {
  const digest = digestOf(error);
  const code = digest?.split(":")[0];
  const known = code !== undefined && Object.hasOwn(DEPENDENCIES, code) ? DEPENDENCIES[code] : undefined;
  return { ...(known ?? OTHER), reference: digest };
}

function digestOf(error: unknown): string | null {
  if (typeof error !== "object" || error === null) return null;
  const digest: unknown = Reflect.get(error, "digest");
  return typeof digest === "string" ? digest : null;
}
