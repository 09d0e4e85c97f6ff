"use client";

import { Trash2 } from "lucide-react";
import { useRouter } from "next/navigation";
import { useState, useTransition } from "react";
import { forgetPicturesOf } from "@/components/shell/kept-pictures";
import { Button } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { Notice } from "@/components/ui/notice";
import { showToast } from "@/components/ui/toast";
import type { ImageView } from "@/lib/contracts/image";
import { paths } from "@/lib/paths";
import { forgetImage, lastGalleryQuery } from "../gallery-memory";
import type { DeleteImage } from "./image-actions";
import { explainProblem } from "./problem-words";

/** Deletes the image after asking, then goes back to the gallery. */
export function DeleteImageButton({ image, deleteImage }: { image: ImageView; deleteImage: DeleteImage }) {
  const router = useRouter();
  const [open, setOpen] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, startTransition] = useTransition();

  const confirm = () => {
    startTransition(async () => {
      const answer = await deleteImage({ id: image.id }).catch(() => null);
      if (answer === null || (!answer.ok && answer.problem.code !== "image_not_found")) {
        setProblem(explainProblem(answer === null ? null : answer.problem));
        return;
      }
      forgetImage(image.id);
      void forgetPicturesOf(image.id).catch(() => undefined);
      showToast("success", answer.ok ? "Image deleted" : "The image was already deleted");
      router.replace(`${paths.gallery()}${lastGalleryQuery()}`);
    });
  };

  return (
    <ConfirmDialog
      open={open}
      onOpenChange={(opened) => {
        setOpen(opened);
        setProblem(null);
      }}
      trigger={
        <Button variant="quiet-danger" className="-ml-3.5">
          <Trash2 aria-hidden />
          Delete
        </Button>
      }
      title="Delete this image?"
      confirm={busy ? "Deleting" : "Delete image"}
      busy={busy}
      onConfirm={confirm}
    >
      <p>
        <span className="font-medium wrap-anywhere text-ink">{image.filename}</span> will be removed for
        everybody, and links to it will stop working. This cannot be undone.
      </p>
      {problem === null ? null : (
        <Notice tone="danger" title="The image was not deleted" alert>
          {problem}
        </Notice>
      )}
    </ConfirmDialog>
  );
}
