import "server-only";
import { cacheLife } from "next/cache";
import type { ReactNode } from "react";
import { withFailureCode } from "@/app/with-failure-code";
import { PublicGallery } from "@/components/gallery/public/public-gallery";
import { describePicture } from "@/components/gallery/public/public-grid";
import { PublicImage } from "@/components/gallery/public/public-image";
import { listImagesQuery } from "@/lib/contracts/image";
import { AppError } from "@/lib/errors";
import { ANONYMOUS } from "@/lib/images/viewer";
import { loadPublicEdition, type PublicEdition } from "@/lib/operations/images/load-public-edition";
import { showGallery } from "@/lib/operations/images/show-gallery";
import { type ShownImage, showImage } from "@/lib/operations/images/show-image";

/**
 * What the public pages show, kept by Next for everybody who asks for the same thing in the same edition. An edition that
 * has passed is never asked for again; what fails, and what is not there, is not kept.
 * Why so: docs/decisions/0022-public-pages-are-kept-by-edition.md
 */

/** One page of the gallery, from the newest image or from a cursor on. */
export async function keptGallery(edition: PublicEdition, cursor: string | undefined): Promise<ReactNode> {
  "use cache";
  const query = listImagesQuery.parse({ cursor });
  const isPresent = await isPresentEdition(edition);
  const shown = await withFailureCode(showGallery({ viewer: ANONYMOUS, query }));
  cacheLife(isPresent ? lifeOf(edition, shown.keptSeconds) : NOT_KEPT);
  const { pictures, nextCursor } = shown;
  return <PublicGallery pictures={pictures} nextCursor={nextCursor} isFirstPage={cursor === undefined} />;
}

export type KeptImage = {
  readonly title: string;
  readonly description: string;
  /** The stable address: a signed URL would be dead before anybody follows the preview. */
  readonly preview: string;
  readonly content: ReactNode;
};

/** One image's page; null when there is none that everybody may see. */
export async function keptImage(edition: PublicEdition, id: string): Promise<KeptImage | null> {
  "use cache";
  const isPresent = await isPresentEdition(edition);
  const shown = await findShown(id);
  cacheLife(isPresent ? lifeOf(edition, shown?.keptSeconds ?? 0) : NOT_KEPT);
  if (shown === null) return null;
  const { image } = shown.picture;
  const title = describePicture(image);
  return {
    title,
    description: image.alt === "" ? title : image.alt,
    preview: `${image.url}?variant=w1280`,
    content: <PublicImage picture={shown.picture} />,
  };
}

async function findShown(id: string): Promise<ShownImage | null> {
  try {
    return await withFailureCode(showImage({ viewer: ANONYMOUS, id }));
  } catch (error) {
    if (error instanceof AppError && error.code === "image_not_found") return null;
    throw error;
  }
}

/**
 * To Next these are functions that a request may name, as it names a server action, with an edition of its own making:
 * nothing is kept for one that is still to come.
 */
async function isPresentEdition({ revision, period, periodSeconds }: PublicEdition): Promise<boolean> {
  const present = await withFailureCode(loadPublicEdition());
  return (
    revision === present.revision && period === present.period && periodSeconds === present.periodSeconds
  );
}

const NOT_KEPT = { stale: 0, revalidate: 0, expire: 0 };

/** Nothing is shown past its life while something newer is made: that would lead to URLs that have ended. */
function lifeOf({ periodSeconds }: PublicEdition, keptSeconds: number) {
  const seconds = Math.min(periodSeconds, keptSeconds);
  return { stale: seconds, revalidate: seconds, expire: seconds };
}
