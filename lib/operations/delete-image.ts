import "server-only";
import { deleteImage as deleteRow, findImage } from "@/lib/db/images";
import { AppError } from "@/lib/errors";
import { failpoint } from "@/lib/failpoint";
import { mayChange } from "@/lib/images/access";
import type { EditorViewer } from "@/lib/images/viewer";
import { enqueueObjectRemoval } from "@/lib/jobs/enqueue";

/**
 * Deletes an image: the row now, its objects right after the commit, by a worker that does not give up.
 * @throws AppError `image_not_found`, `not_allowed`
 */
export async function deleteImage({ viewer, id }: { viewer: EditorViewer; id: string }): Promise<void> {
  const image = await findImage(id);
  if (image === null) throw new AppError("image_not_found");
  if (!mayChange(viewer, image))
    throw new AppError("not_allowed", { detail: "Only its uploader and admins may delete it." });
  failpoint("delete.before-commit");
  if (!(await deleteRow(viewer, image.id))) throw new AppError("image_not_found");
  failpoint("delete.after-commit");
  await enqueueObjectRemoval();
  failpoint("delete.before-response");
}
