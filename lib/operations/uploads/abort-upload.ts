import "server-only";
import { abandonUpload } from "@/lib/db/uploads/multipart-uploads";
import { findUploadById } from "@/lib/db/uploads/uploads";
import { AppError } from "@/lib/errors";
import { failpoint } from "@/lib/failpoint";
import type { EditorViewer } from "@/lib/images/viewer";
import { enqueueObjectRemoval } from "@/lib/jobs/enqueue";
import { inProgress } from "@/lib/registration/upload-answers";

/**
 * Gives up the viewer's own upload: nothing of it can be registered any more, and what the bucket has of it is removed.
 * Safe to repeat. @throws AppError `upload_not_found` also for another's and for one that became an image,
 * `registration_in_progress` while an attempt holds it
 */
export async function abortUpload({
  viewer,
  uploadId,
}: {
  viewer: EditorViewer;
  uploadId: string;
}): Promise<void> {
  const before = await findUploadById(uploadId, viewer.id);
  if (before === null) throw new AppError("upload_not_found");
  failpoint("multipart.before-abandon");
  await abandonUpload(before.id);
  failpoint("multipart.after-abandon");
  const after = await findUploadById(uploadId, viewer.id);
  if (after?.state === "registered") {
    throw new AppError("upload_not_found", { detail: "It became an image: delete that instead." });
  }
  if (after?.state === "registering") throw inProgress("It is being registered at this moment. Ask again.");
  await enqueueObjectRemoval();
}
