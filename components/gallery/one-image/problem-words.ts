/** What went wrong with a change to an image, and what to do, in a sentence or two. */
import type { Problem } from "@/lib/contracts/problem";

const WORDS: Readonly<Record<string, string>> = {
  not_signed_in: "Your session has ended. Sign in again in another tab, then try once more.",
  not_allowed: "You may not change this image any more. Its uploader and admins may.",
  image_not_found: "The image was deleted in the meantime.",
  too_many_requests: "That was too fast. Wait a moment, then try again.",
  database_unavailable: "The database does not answer. Try again in a moment.",
  storage_unavailable: "The image store does not answer. Try again in a moment.",
};

/** `null` stands for no answer at all. */
export function explainProblem(problem: Problem | null): string {
  if (problem === null) return "The server does not answer. Check your connection and try again.";
  const known = Object.hasOwn(WORDS, problem.code) ? WORDS[problem.code] : undefined;
  if (known !== undefined) return known;
  if (problem.code === "invalid_request") return `${problem.detail ?? problem.title}.`;
  const reference =
    problem.requestId === undefined ? "" : ` If it happens again, report ${problem.requestId}.`;
  return `${problem.title}. Try again.${reference}`;
}
