/**
 * Every problem that can meet an upload -> what happened, why, what to do. One table; its first part has the codes of
 * lib/errors.ts, its second part what only a browser can notice. The server's own `detail` goes before `why`.
 */
import { acceptedNames } from "@/lib/images/media-type";

export type ProblemWords = {
  readonly kind?: "refused" | "duplicate";
  readonly what: string;
  readonly why?: string;
  readonly remedy: string;
  /** The server's detail ends with a remedy of its own, nearer to the case than this one. */
  readonly detailHasRemedy?: boolean;
  readonly retry: "resume" | "restart" | "none";
  readonly passing?: boolean;
  readonly concernsAll?: boolean;
};

/** It may well work the next time. */
const PASSING = { retry: "resume", passing: true } as const;
const ask = "If it happens again, tell whoever runs this site.";

export const PROBLEM_WORDS: Readonly<Record<string, ProblemWords>> = {
  invalid_request: {
    kind: "refused",
    what: "The file was not accepted",
    remedy: "Remove it from the list, or choose another file.",
    retry: "none",
  },
  not_signed_in: {
    what: "You have been signed out",
    remedy: "Sign in in another tab, then retry.",
    retry: "resume",
    concernsAll: true,
  },
  not_allowed: {
    what: "Your account may not upload",
    remedy: "Ask an administrator to make you an editor, then retry.",
    retry: "resume",
    concernsAll: true,
  },
  cross_site_request: {
    what: "The server took this page for another site",
    why: "The page's address is not the one that the server was set up for.",
    remedy: "Open the site at its usual address and upload from there.",
    retry: "resume",
    concernsAll: true,
  },
  not_found: {
    what: "The server does not know this page's way of uploading",
    why: "The site was probably updated while this page was open.",
    remedy: "Reload the page and choose the files again.",
    retry: "resume",
    concernsAll: true,
  },
  upload_not_found: {
    what: "The server no longer knows this upload",
    why: "It was removed, or you are signed in with another account now.",
    remedy: "Retry to send the file again.",
    retry: "restart",
  },
  object_missing: {
    what: "The file has not arrived in the image store",
    remedy: "Retry to send it again.",
    retry: "restart",
    passing: true,
  },
  registration_in_progress: {
    what: "The file is still being verified",
    remedy: "Retry in a minute.",
    ...PASSING,
  },
  duplicate_image: {
    kind: "duplicate",
    what: "This image is already here",
    remedy: "Open it, or upload this one anyway.",
    retry: "none",
  },
  upload_expired: {
    what: "The upload took too long and has expired",
    remedy: "Retry to send the file again.",
    retry: "restart",
  },
  file_too_large: {
    kind: "refused",
    what: "The file is too large",
    remedy: "Choose a smaller version of it.",
    retry: "none",
  },
  body_too_slow: {
    what: "The request did not reach the server in time",
    why: "The connection is very slow at the moment.",
    remedy: "Retry when the connection is better.",
    ...PASSING,
  },
  body_too_large: { what: "The request was too large", remedy: `Retry. ${ask}`, retry: "resume" },
  unsupported_media_type: {
    kind: "refused",
    what: "This type of file is not accepted",
    why: `Accepted are ${acceptedNames}.`,
    remedy: "Convert it first, then add it again.",
    detailHasRemedy: true,
    retry: "none",
  },
  json_required: {
    what: "The request did not arrive as it was sent",
    why: "Something between this browser and the server changes requests.",
    remedy: `Retry. ${ask}`,
    retry: "resume",
  },
  content_mismatch: {
    what: "What arrived differs from the file",
    why: "It was changed while it was sent, or damaged on the way.",
    remedy: "Retry to send it again.",
    retry: "restart",
  },
  unsupported_content: {
    kind: "refused",
    what: "The content of the file is not accepted",
    remedy: "Open it in the program that made it, save it anew, a picture as JPEG or PNG, and upload that.",
    retry: "none",
  },
  poster_refused: {
    what: "The picture of the video was not accepted",
    remedy: "Retry to send the video again.",
    retry: "restart",
  },
  variant_not_found: {
    what: "No picture could be made of the file",
    remedy: "Open the image to see what there is of it.",
    retry: "none",
  },
  variant_not_ready: {
    what: "The picture is still being made",
    remedy: "Retry in a minute.",
    ...PASSING,
  },
  too_many_requests: {
    what: "Too many requests at once",
    remedy: "Wait a minute, then retry.",
    detailHasRemedy: true,
    ...PASSING,
  },
  internal_error: {
    what: "Something went wrong on the server",
    remedy: `Retry. ${ask}`,
    ...PASSING,
  },
  overloaded: {
    what: "The server has too much to do at the moment",
    remedy: "Wait a moment, then retry.",
    ...PASSING,
  },
  storage_unavailable: {
    what: "The image store does not answer the server",
    remedy: `Retry in a few minutes. ${ask}`,
    ...PASSING,
  },
  database_unavailable: {
    what: "The database does not answer",
    remedy: `Retry in a few minutes. ${ask}`,
    ...PASSING,
  },
  quota_exceeded: {
    what: "The storage quota is used up",
    remedy: "Delete images that are no longer needed, or have the quota raised, then retry.",
    retry: "resume",
  },

  api_unreachable: {
    what: "The server cannot be reached",
    remedy: "Check the connection, then retry.",
    ...PASSING,
    concernsAll: true,
  },
  unreadable_answer: {
    what: "The server's answer made no sense",
    why: "The site was probably updated while this page was open.",
    remedy: `Reload the page and try again. ${ask}`,
    retry: "resume",
  },
  store_unreachable: {
    what: "The image store cannot be reached",
    why: "The connection to it failed each time, though this device is online.",
    remedy: "Check the connection and the store's address and certificate, then retry.",
    ...PASSING,
    concernsAll: true,
  },
  connection_lost: {
    what: "The connection to the image store broke off",
    remedy: "Retry when the connection is better.",
    ...PASSING,
  },
  cors_blocked: {
    what: "The bucket does not allow uploads from this address",
    why: "The image store answers, but its CORS rule does not name this site, so the browser stops the upload.",
    remedy: "Add that address to the bucket's CORS rule (npm run s3:setup does it), then retry.",
    ...PASSING,
    concernsAll: true,
  },
  store_busy: {
    what: "The image store is too busy",
    remedy: "Retry in a few minutes.",
    ...PASSING,
  },
  store_refused: {
    what: "The image store refused the file",
    remedy: `Retry. ${ask}`,
    retry: "restart",
  },
  store_denied: {
    what: "The image store did not accept the upload's signature",
    remedy: "Check the store's keys and the server's clock, then retry.",
    retry: "restart",
  },
  file_unreadable: {
    kind: "refused",
    what: "The file can no longer be read",
    why: "It was moved, changed or removed after it was chosen.",
    remedy: "Choose it again.",
    retry: "none",
  },
  listed_twice: {
    kind: "duplicate",
    what: "The same file is in this list already",
    remedy: "Nothing to do, or upload this one anyway.",
    retry: "none",
  },
};

/** Words for a code that this page does not know, as a newer server may send. */
export function wordsForStatus(status: number): ProblemWords {
  const theirs = status >= 500 || status === 429 || status === 408;
  return {
    what: theirs ? "The server could not take the file just now" : "The server did not accept the file",
    remedy: theirs ? `Retry in a few minutes. ${ask}` : "Reload the page and try again.",
    retry: "resume",
    passing: theirs,
  };
}
