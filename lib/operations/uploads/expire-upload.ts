import "server-only";
import { expireUpload as expireRow } from "@/lib/db/housekeeping";
import { AppError } from "@/lib/errors";
import type { AdminViewer } from "@/lib/images/viewer";
import { enqueueObjectRemoval } from "@/lib/jobs/enqueue";

/**
 * Ends somebody's upload before its time; what was sent of it is removed.
 * @throws AppError `upload_not_found` when it is being registered at this moment, or is over already
 */
export async function expireUpload({
  viewer,
  uploadId,
}: {
  viewer: AdminViewer;
  uploadId: string;
}): Promise<void> {
  if (!(await expireRow(viewer, uploadId))) throw new AppError("upload_not_found");
  await enqueueObjectRemoval();
}
