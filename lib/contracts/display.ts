/** Requests and answers of the display half of the API: signed URLs (docs/api.md). */
import { z } from "zod";
import { DISPOSITIONS } from "@/lib/images/image";
import { VARIANT_FORMATS, VARIANT_NAMES } from "@/lib/images/variant";
import { imageSchema } from "./image";

export const MAX_SIGNED_URLS = 200;

/** Named, derived pictures; `original` is the object as it was uploaded, and what people who are signed in get. */
const variant = z.enum(["original", ...VARIANT_NAMES]).optional();
/** `avif` takes AVIF where there is one, and WebP else. */
const format = z.enum(VARIANT_FORMATS).default("webp");

export const signedUrlQuery = z.strictObject({
  variant,
  format,
  disposition: z.enum(DISPOSITIONS).default("inline"),
});
export const signedUrlByKeyQuery = signedUrlQuery.extend({ key: z.string().min(1).max(1024) });

export const signedUrlResponse = z.strictObject({ url: z.url(), expiresAt: z.iso.datetime() });
/** A signed URL and the moment it stops working. */
export type SignedUrl = z.infer<typeof signedUrlResponse>;

export const signedSource = signedUrlResponse.extend({ srcset: z.string() });
/** What an `<img>` shows: all of its URLs end together. `srcset` is empty where there is one size only. */
export type SignedSource = z.infer<typeof signedSource>;

export const signedUrlsRequest = z.strictObject({
  ids: z.array(z.string().min(1).max(100)).min(1).max(MAX_SIGNED_URLS),
  variant,
  format,
  /** Everything for an `<img>` instead of one URL; `variant` is then the widest that is wanted. */
  srcset: z.boolean().default(false),
});
export type SignedUrlsRequest = z.input<typeof signedUrlsRequest>;
export const signedUrlsResponse = z.strictObject({
  urls: z.array(
    z.union([
      signedUrlResponse.extend({ id: z.string(), srcset: z.string().optional() }),
      z.strictObject({ id: z.string(), code: z.string() }),
    ]),
  ),
});
export type SignedUrlsResponse = z.infer<typeof signedUrlsResponse>;

export const contentQuery = signedUrlQuery.omit({ format: true });

const picture = z.strictObject({
  image: imageSchema,
  /** Null when there is nothing to show: the variants are not there yet, or there will be none. */
  signed: signedSource.nullable(),
});
/** An image together with the URLs that show it now: what pages and components render. */
export type Picture = Readonly<z.infer<typeof picture>>;

/** A page of images with all that a grid shows of them: a list and its signed URLs in one answer. */
export const picturesResponse = z.strictObject({
  pictures: z.array(picture),
  nextCursor: z.string().nullable(),
});
export type PicturesResponse = z.infer<typeof picturesResponse>;
