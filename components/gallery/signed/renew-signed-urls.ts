/** Asks for new signed URLs: all that is wanted within a moment goes out as one request. Browser only. */
import type { SignedUrl } from "@/lib/contracts/display";
import { paths } from "@/lib/paths";
import { isSignedUrls, readAnswer } from "./read-answer";

const GATHER_MS = 40;
const MOST_AT_ONCE = 200;

type Waiting = { readonly resolve: (signed: SignedUrl | null) => void };

let wanted = new Map<string, Waiting[]>();

/** A new signed URL of an image; null when it is not given (deleted, signed out, no answer). Never throws. */
export function renewSignedUrl(id: string): Promise<SignedUrl | null> {
  return new Promise((resolve) => {
    if (wanted.size === 0) window.setTimeout(sendAll, GATHER_MS);
    wanted.set(id, [...(wanted.get(id) ?? []), { resolve }]);
  });
}

function sendAll(): void {
  const entries = [...wanted];
  wanted = new Map();
  for (let start = 0; start < entries.length; start += MOST_AT_ONCE) {
    void settle(entries.slice(start, start + MOST_AT_ONCE));
  }
}

async function settle(entries: [string, Waiting[]][]): Promise<void> {
  const signed = await loadSignedUrls(entries.map(([id]) => id)).catch(() => new Map<string, SignedUrl>());
  for (const [id, waiting] of entries) {
    for (const { resolve } of waiting) resolve(signed.get(id) ?? null);
  }
}

/** The signed URLs of at most 200 images, by id; what is refused is left out. @throws FailedRequest, TypeError */
export async function loadSignedUrls(ids: readonly string[]): Promise<Map<string, SignedUrl>> {
  if (ids.length === 0) return new Map();
  const response = await fetch(paths.api.signedUrls(), {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ ids }),
  });
  const answer = await readAnswer(response, isSignedUrls);
  return new Map(answer.urls.flatMap((one) => ("url" in one ? [[one.id, one] as const] : [])));
}
