import "server-only";
import type { Image } from "@/lib/images/image";
import type { ObjectKey } from "@/lib/images/object-key";
import { VARIANT_FORMATS, type Variant, type VariantFormat, type VariantName } from "@/lib/images/variant";
import { Prisma } from "../generated/client";

/** The columns of an image that leave the database, and the way from a row to an `Image`. */
export const imageColumns = Prisma.sql`
  i."id", i."kind"::text, i."objectKey", i."filename", i."filetype", i."size", i."sha256", i."width", i."height",
  i."durationMs", i."thumbhash", i."alt", i."title", i."visibility"::text, i."missingSince", i."revision",
  i."uploadedById", i."createdAt", i."updatedAt",
  (SELECT j."state"::text FROM "VariantJob" j WHERE j."imageId" = i."id") AS "variantState",
  (SELECT json_agg(json_build_array(v."name", v."format", v."objectKey", v."width", v."height", v."size"))
    FROM "Variant" v WHERE v."imageId" = i."id") AS "variants"`;

/** Bare lists in no order: objects that are sorted in Postgres make a page of a hundred images nearly twice as dear. */
type VariantFields = [
  name: VariantName,
  format: VariantFormat,
  key: ObjectKey,
  widthPx: number,
  heightPx: number,
  sizeBytes: number,
];

export type ImageRow = {
  id: string;
  kind: Image["kind"];
  objectKey: ObjectKey;
  filename: string;
  filetype: string;
  /** A string where `pg` gives the row. */
  size: bigint | string;
  sha256: string;
  width: number | null;
  height: number | null;
  durationMs: number | null;
  thumbhash: Uint8Array | null;
  alt: string;
  title: string;
  visibility: Image["visibility"];
  missingSince: Date | null;
  revision: number;
  uploadedById: string | null;
  createdAt: Date;
  updatedAt: Date;
  /** Null while the statement that inserts the image is under way. */
  variantState: Image["variantState"] | null;
  variants: VariantFields[] | null;
};

export function toImage(row: ImageRow): Image {
  return {
    id: row.id,
    kind: row.kind,
    key: row.objectKey,
    filename: row.filename,
    filetype: row.filetype,
    sizeBytes: Number(row.size),
    sha256: row.sha256,
    widthPx: row.width,
    heightPx: row.height,
    durationMs: row.durationMs,
    thumbhash: row.thumbhash === null ? null : Buffer.from(row.thumbhash).toString("base64"),
    alt: row.alt,
    title: row.title,
    visibility: row.visibility,
    missingSince: row.missingSince,
    revision: row.revision,
    uploadedById: row.uploadedById,
    createdAt: row.createdAt,
    updatedAt: row.updatedAt,
    variantState: row.variantState ?? "pending",
    variants: (row.variants ?? []).map(toVariant).sort(byWidth),
  };
}

function toVariant([name, format, key, widthPx, heightPx, sizeBytes]: VariantFields): Variant {
  return { name, format, key, widthPx, heightPx, sizeBytes };
}

/** The narrowest first, and of one width what every browser shows. */
function byWidth(one: Variant, other: Variant): number {
  return (
    one.widthPx - other.widthPx || VARIANT_FORMATS.indexOf(one.format) - VARIANT_FORMATS.indexOf(other.format)
  );
}
