import "server-only";
import { findImage } from "@/lib/db/images/images";
import { AppError } from "@/lib/errors";
import { mayRead } from "@/lib/images/access";
import type { Image } from "@/lib/images/image";
import type { Viewer } from "@/lib/images/viewer";

/** One image. @throws AppError `image_not_found` also for what the viewer may not see */
export async function loadImage({ viewer, id }: { viewer: Viewer; id: string }): Promise<Image> {
  const image = await findImage(id);
  if (image === null || !mayRead(viewer, image)) throw new AppError("image_not_found");
  return image;
}
