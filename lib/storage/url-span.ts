import "server-only";
import { env } from "@/lib/env";
import type { GetRequest } from "./object-storage";

/** Life and window of a signed URL by its purpose. A download is for now; a picture's URL is one for all within its window. */
export type UrlSpan = { readonly lifeSeconds: number; readonly windowSeconds: number };

const DOWNLOAD: UrlSpan = { lifeSeconds: 60, windowSeconds: 0 };

export function spanOf(purpose: GetRequest["purpose"]): UrlSpan {
  if (purpose === "download") return DOWNLOAD;
  const lifeSeconds = env().SIGNED_URL_TTL_SECONDS;
  return { lifeSeconds, windowSeconds: Math.floor(lifeSeconds / 2) };
}

/** Good for as long as the URL lives: within a window the browser's own cache answers. */
export function cacheControlOf({ lifeSeconds }: UrlSpan): string {
  return `private, max-age=${lifeSeconds}, immutable`;
}
