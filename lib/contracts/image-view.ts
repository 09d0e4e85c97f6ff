import type { Image } from "@/lib/images/image";
import { paths } from "@/lib/paths";
import type { ImageView } from "./image";

/** An image in the form that pages and the API give it; `origin` is where the product is served. */
export function toImageView(image: Image, origin: string): ImageView {
  return {
    id: image.id,
    key: image.key,
    url: new URL(paths.api.content(image.id), origin).href,
    filename: image.filename,
    filetype: image.filetype,
    kind: image.kind,
    size: image.sizeBytes,
    sha256: image.sha256,
    width: image.widthPx,
    height: image.heightPx,
    duration: image.durationMs === null ? null : image.durationMs / 1000,
    thumbhash: image.thumbhash,
    alt: image.alt,
    title: image.title,
    visibility: image.visibility,
    uploadedBy: image.uploadedById,
    createdAt: image.createdAt.toISOString(),
    updatedAt: image.updatedAt.toISOString(),
    variantState: image.variantState,
    variants: image.variants.map(({ name, format, widthPx, heightPx, sizeBytes }) => ({
      name,
      format,
      width: widthPx,
      height: heightPx,
      size: sizeBytes,
    })),
  };
}

/** The entity tag of an image's JSON: `"3"`. */
export function toEtag(image: Pick<Image, "revision">): string {
  return `"${image.revision}"`;
}
