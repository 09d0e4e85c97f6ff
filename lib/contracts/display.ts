/** Requests and answers of the display half of the API: signed URLs (docs/api.md). */
import { z } from "zod";
import { DISPOSITIONS } from "@/lib/images/image";
import type { ImageView } from "./image";

export const MAX_SIGNED_URLS = 200;

/** Named, derived pictures; `original` is the object as it was uploaded. */
export const VARIANTS = ["original"] as const;
const variant = z.enum(VARIANTS).default("original");

export const signedUrlQuery = z.strictObject({
  variant,
  disposition: z.enum(DISPOSITIONS).default("inline"),
});
export const signedUrlByKeyQuery = signedUrlQuery.extend({ key: z.string().min(1).max(1024) });

export const signedUrlResponse = z.strictObject({ url: z.url(), expiresAt: z.iso.datetime() });
/** A signed URL and the moment it stops working. */
export type SignedUrl = z.infer<typeof signedUrlResponse>;

export const signedUrlsRequest = z.strictObject({
  ids: z.array(z.string().min(1).max(100)).min(1).max(MAX_SIGNED_URLS),
  variant,
});
export type SignedUrlsRequest = z.input<typeof signedUrlsRequest>;
export const signedUrlsResponse = z.strictObject({
  urls: z.array(
    z.union([
      z.strictObject({ id: z.string(), url: z.url(), expiresAt: z.iso.datetime() }),
      z.strictObject({ id: z.string(), code: z.string() }),
    ]),
  ),
});
export type SignedUrlsResponse = z.infer<typeof signedUrlsResponse>;

export const contentQuery = z.strictObject({ variant, disposition: z.enum(DISPOSITIONS).default("inline") });

/** An image together with the URL that shows it now: what pages and components render. */
export type Picture = { readonly image: ImageView; readonly signed: SignedUrl };
