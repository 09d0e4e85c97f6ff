/** An image: the verified object that we keep. Its row is made by registering an upload, and in no other way. */
import type { ObjectKey } from "./object-key";
import type { Variant, VariantState } from "./variant";

export const KINDS = ["image", "video", "file"] as const;
export type Kind = (typeof KINDS)[number];

export const VISIBILITIES = ["private", "public"] as const;
export type Visibility = (typeof VISIBILITIES)[number];

/** Sort orders that a list offers; each has an index of its own. */
export const SORTS = ["newest", "oldest"] as const;
export type Sort = (typeof SORTS)[number];

/** Whether a browser shows the file or saves it. */
export const DISPOSITIONS = ["inline", "attachment"] as const;
export type Disposition = (typeof DISPOSITIONS)[number];

export const MAX_ALT_LENGTH = 1_000;
export const MAX_TITLE_LENGTH = 200;

/** What the rest of the code knows of an image; a row of the database never leaves `lib/db`. */
export type Image = {
  readonly id: string;
  readonly kind: Kind;
  readonly key: ObjectKey;
  readonly filename: string;
  readonly filetype: string;
  readonly sizeBytes: number;
  /** Base64 of the SHA-256 of the stored bytes. */
  readonly sha256: string;
  readonly widthPx: number | null;
  readonly heightPx: number | null;
  /** Of a video that tells it. */
  readonly durationMs: number | null;
  /** Base64, about 28 bytes; null until a variant job has made it. */
  readonly thumbhash: string | null;
  readonly alt: string;
  readonly title: string;
  readonly visibility: Visibility;
  /** Since when the object has been missing from the bucket; null while all is well. */
  readonly missingSince: Date | null;
  readonly revision: number;
  readonly uploadedById: string | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  readonly variantState: VariantState;
  /** What people are shown; empty until a job has made them. */
  readonly variants: readonly Variant[];
};
