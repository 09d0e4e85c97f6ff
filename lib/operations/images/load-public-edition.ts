import "server-only";
import { findPublicRevision } from "@/lib/db/images/public-revision";
import { keptPeriod } from "@/lib/signing/kept-seconds";
import type { ObjectStorage } from "@/lib/storage/object-storage";
import { s3ObjectStorage } from "@/lib/storage/s3/s3-object-storage";
import { spanOf } from "@/lib/storage/url-span";

/**
 * What a public page is made for, and never shown beyond: what the public may see, and a period within which no signed
 * URL ends that is handed out in it. Whoever makes a page has loaded its edition before.
 */
export type PublicEdition = {
  readonly revision: string;
  readonly period: number;
  readonly periodSeconds: number;
};

/** The edition of this moment. */
export async function loadPublicEdition({
  storage = s3ObjectStorage,
}: { storage?: ObjectStorage } = {}): Promise<PublicEdition> {
  const { number, seconds } = keptPeriod(await storage.signingTime(), spanOf("display"));
  // Without a revision nobody could tell what has changed: then every page is the only one of its edition.
  const revision = (await findPublicRevision()) ?? crypto.randomUUID();
  return { revision, period: number, periodSeconds: seconds };
}
