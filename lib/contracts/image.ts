/** Requests and answers about images (docs/api.md). */
import { z } from "zod";
import { KINDS, MAX_ALT_LENGTH, MAX_TITLE_LENGTH, SORTS, VISIBILITIES } from "@/lib/images/image";
import { VARIANT_FORMATS, VARIANT_NAMES, VARIANT_STATES } from "@/lib/images/variant";
import { text } from "./text";

export const MAX_PAGE = 200;
export const DEFAULT_PAGE = 50;

export const imageSchema = z.strictObject({
  id: z.uuid(),
  key: z.string(),
  /** The stable address; never a signed URL. */
  url: z.url(),
  filename: z.string(),
  filetype: z.string(),
  kind: z.enum(KINDS),
  /** Bytes. */
  size: z.number().int(),
  /** Base64 of the SHA-256 of the stored bytes. */
  sha256: z.string(),
  /** Pixels, as displayed (orientation applied). */
  width: z.number().int().nullable(),
  height: z.number().int().nullable(),
  /** Seconds, to the millisecond; null for what is no video, and for one that does not tell. */
  duration: z.number().nullable(),
  /** Base64; null until variants were made. */
  thumbhash: z.string().nullable(),
  alt: z.string(),
  title: z.string(),
  visibility: z.enum(VISIBILITIES),
  uploadedBy: z.uuid().nullable(),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
  /** `none`: there is no picture to make them from. */
  variantState: z.enum(VARIANT_STATES),
  /** The derived pictures that there are, narrowest first. */
  variants: z.array(
    z.strictObject({
      name: z.enum(VARIANT_NAMES),
      format: z.enum(VARIANT_FORMATS),
      width: z.number().int(),
      height: z.number().int(),
      /** Bytes. */
      size: z.number().int(),
    }),
  ),
});
/** An image as pages and the API show it. */
export type ImageView = z.infer<typeof imageSchema>;

export const imageResponse = z.strictObject({ image: imageSchema });
export type ImageResponse = z.infer<typeof imageResponse>;

export const imageParams = z.strictObject({ id: z.string().max(100) });

export const listImagesQuery = z.strictObject({
  cursor: z.string().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(MAX_PAGE).default(DEFAULT_PAGE),
  q: text(200).trim().optional(),
  kind: z.enum(KINDS).optional(),
  visibility: z.enum(VISIBILITIES).optional(),
  sort: z.enum(SORTS).default("newest"),
});
export type ListImagesQuery = z.output<typeof listImagesQuery>;
export const listImagesResponse = z.strictObject({
  images: z.array(imageSchema),
  nextCursor: z.string().nullable(),
});
export type ListImagesResponse = z.infer<typeof listImagesResponse>;

export const describeImageRequest = z
  .strictObject({
    alt: text(MAX_ALT_LENGTH).optional(),
    title: text(MAX_TITLE_LENGTH).optional(),
    visibility: z.enum(VISIBILITIES).optional(),
  })
  .refine((body) => Object.keys(body).length > 0, { error: "name at least one of alt, title, visibility" });
export type DescribeImageRequest = z.infer<typeof describeImageRequest>;
