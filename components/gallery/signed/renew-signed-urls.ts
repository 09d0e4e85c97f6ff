/** Asks for new signed URLs: all that is wanted within a moment goes out as one request. Browser only. */
import type { SignedSource } from "@/lib/contracts/display";
import type { VariantName } from "@/lib/images/variant";
import { forgetPicturesOf } from "@/components/shell/kept-pictures";
import { paths } from "@/lib/paths";
import { isSignedUrls, readAnswer } from "./read-answer";

const GATHER_MS = 40;
const MOST_AT_ONCE = 200;

/** `not-ready`: its variants are being made; `none`: there is no picture. Null: not given (deleted, signed out, no answer). */
export type Renewed = SignedSource | "not-ready" | "none" | null;
type Waiting = {
  readonly id: string;
  readonly widest: VariantName;
  readonly resolve: (renewed: Renewed) => void;
};

let wanted: Waiting[] = [];

/** New signed URLs of an image, up to the widest that is wanted. Never throws. */
export function renewSignedUrl(id: string, widest: VariantName): Promise<Renewed> {
  return new Promise((resolve) => {
    if (wanted.length === 0) window.setTimeout(sendAll, GATHER_MS);
    wanted.push({ id, widest, resolve });
  });
}

function sendAll(): void {
  const groups = Map.groupBy(wanted, ({ widest }) => widest);
  wanted = [];
  for (const [widest, group] of groups) {
    for (let start = 0; start < group.length; start += MOST_AT_ONCE) {
      void settle(group.slice(start, start + MOST_AT_ONCE), widest);
    }
  }
}

async function settle(group: readonly Waiting[], widest: VariantName): Promise<void> {
  const ids = [...new Set(group.map(({ id }) => id))];
  const renewed = await loadSignedSources(ids, widest).catch(() => new Map<string, Renewed>());
  for (const { id, resolve } of group) resolve(renewed.get(id) ?? null);
}

/** The signed URLs of at most 200 images, by id; what is refused is left out. @throws FailedRequest, TypeError */
export async function loadSignedSources(
  ids: readonly string[],
  widest: VariantName,
): Promise<Map<string, Exclude<Renewed, null>>> {
  if (ids.length === 0) return new Map();
  const response = await fetch(paths.api.signedUrls(), {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ ids, variant: widest, srcset: true }),
  });
  const { urls } = await readAnswer(response, isSignedUrls);
  const sources = new Map<string, Exclude<Renewed, null>>();
  for (const one of urls) {
    if ("url" in one) sources.set(one.id, { ...one, srcset: one.srcset ?? "" });
    else if (one.code === "variant_not_ready") sources.set(one.id, "not-ready");
    else if (one.code === "variant_not_found") sources.set(one.id, "none");
    else if (one.code === "image_not_found") void forgetPicturesOf(one.id).catch(() => undefined);
  }
  return sources;
}
