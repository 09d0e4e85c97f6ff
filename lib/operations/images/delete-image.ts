import "server-only";
import { deleteImage as deleteRow, findImage } from "@/lib/db/images/images";
import { AppError } from "@/lib/errors";
import { failpoint } from "@/lib/failpoint";
import { mayChange } from "@/lib/images/access";
import type { EditorViewer } from "@/lib/images/viewer";
import { enqueueObjectRemoval } from "@/lib/jobs/enqueue";
import type { ObjectStorage } from "@/lib/storage/object-storage";
import { s3ObjectStorage } from "@/lib/storage/s3/s3-object-storage";
import { tryRemove } from "@/lib/storage/try-remove";

/**
 * Deletes an image: the row now, its objects right after the commit; what the store does not remove at once is left to
 * a worker that does not give up. @throws AppError `image_not_found`, `not_allowed`
 */
export async function deleteImage({
  viewer,
  id,
  storage = s3ObjectStorage,
}: {
  viewer: EditorViewer;
  id: string;
  storage?: ObjectStorage;
}): Promise<void> {
  const image = await findImage(id);
  if (image === null) throw new AppError("image_not_found");
  if (!mayChange(viewer, image))
    throw new AppError("not_allowed", { detail: "Only its uploader and admins may delete it." });
  failpoint("delete.before-commit");
  const dead = await deleteRow(viewer, image.id);
  if (dead === null) throw new AppError("image_not_found");
  failpoint("delete.after-commit");
  await tryRemove(storage, dead);
  await enqueueObjectRemoval();
  failpoint("delete.before-response");
}
