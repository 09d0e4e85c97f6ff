import "server-only";
import { findImage, type ImageChange, updateImage } from "@/lib/db/images/images";
import { AppError } from "@/lib/errors";
import { mayChange } from "@/lib/images/access";
import type { Image } from "@/lib/images/image";
import type { EditorViewer } from "@/lib/images/viewer";
import { enqueueRevocations } from "@/lib/jobs/enqueue";

/**
 * Changes alt text, title or visibility. With `revision`, only if nobody changed the image since.
 * @throws AppError `image_not_found`, `not_allowed`, `revision_conflict`
 */
export async function describeImage({
  viewer,
  id,
  change,
  revision = null,
}: {
  viewer: EditorViewer;
  id: string;
  change: ImageChange;
  revision?: number | null;
}): Promise<Image> {
  const image = await findImage(id);
  if (image === null) throw new AppError("image_not_found");
  if (!mayChange(viewer, image))
    throw new AppError("not_allowed", { detail: "Only its uploader and admins may change it." });
  const changed = await updateImage(viewer, id, change, revision);
  // Made private: the promise that its URLs stop working was written with the change.
  if (changed !== null && image.visibility !== changed.visibility) await enqueueRevocations();
  if (changed !== null) return changed;
  if ((await findImage(id)) === null) throw new AppError("image_not_found");
  throw new AppError("revision_conflict", {
    detail: "Somebody changed it meanwhile. Load it again, then repeat your change.",
  });
}
