import "server-only";
import type { SignedUrl } from "@/lib/contracts/display";
import { findImage, findImageByKey } from "@/lib/db/images/images";
import { recordHandOuts } from "@/lib/db/audit/record-hand-outs";
import { AppError } from "@/lib/errors";
import { mayBeGivenUrl, mayDownload } from "@/lib/images/access";
import { handOutOf } from "@/lib/images/audit";
import type { Disposition, Image } from "@/lib/images/image";
import { chooseShown, type NotShown, type Wish } from "@/lib/images/shown";
import { parseObjectKey } from "@/lib/images/object-key";
import type { Viewer } from "@/lib/images/viewer";
import { secondsToKeep, toSignedUrl } from "@/lib/storage/sign-image";
import type { ObjectStorage } from "@/lib/storage/object-storage";
import { s3ObjectStorage } from "@/lib/storage/s3/s3-object-storage";

export type ImageTarget = { readonly id: string } | { readonly key: string };

export type SignedImageUrl = {
  readonly image: Image;
  readonly signed: SignedUrl;
  /** For how long what leads to the URL may be kept. */
  readonly keptSeconds: number;
};

/**
 * Signs a GET of one image, named by its id, by its key, or by the key that presigning gave. Only a row's own key is
 * ever signed. @throws AppError `image_not_found` also for what the viewer may not see.
 */
export async function signImageUrl({
  viewer,
  target,
  disposition,
  wish = { variant: null, takesAvif: false },
  storage = s3ObjectStorage,
}: {
  viewer: Viewer;
  target: ImageTarget;
  disposition: Disposition;
  wish?: Wish;
  storage?: ObjectStorage;
}): Promise<SignedImageUrl> {
  const image = await findTarget(target);
  if (image === null || !mayBeGivenUrl(viewer, image)) throw new AppError("image_not_found");
  if (disposition === "attachment" && !mayDownload(viewer)) {
    throw new AppError("not_signed_in", { detail: "Sign in to download the original." });
  }
  const shown = chooseShown(viewer, image, wish);
  if (typeof shown === "string") throw new AppError(shown, detailOf(shown));
  const signed = await toSignedUrl(storage, image, shown, disposition);
  await recordHandOuts(viewer, [handOutOf(image.id, shown, disposition, signed)]);
  return { image, signed, keptSeconds: await secondsToKeep(storage, [signed]) };
}

function detailOf(reason: NotShown) {
  switch (reason) {
    case "not_signed_in":
      return { detail: "Sign in to see the original." };
    case "variant_not_ready":
      return { detail: "Ask again in a moment.", retryAfterSeconds: 2 };
    case "variant_not_found":
      return { detail: "No picture could be made of it." };
  }
}

async function findTarget(target: ImageTarget): Promise<Image | null> {
  if ("id" in target) return findImage(target.id);
  const key = parseObjectKey(target.key);
  return key === null ? null : findImageByKey(key);
}
