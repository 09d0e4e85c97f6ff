"use client";

import { RotateCw, X } from "lucide-react";
import { Button } from "@/components/ui/button";
import { isActive, isCancellable, type UploadItem } from "../engine/upload-item";
import { useUploads } from "../upload-context";

const CLASSES = "mt-1 -mr-1.5 size-8 text-muted hover:text-ink pointer-coarse:mt-0 pointer-coarse:-mr-3";

/** What may be done with a row: cancel it, begin it again, take it off the list. */
export function RowButtons({ item }: { item: UploadItem }) {
  const { engine } = useUploads();
  const { id, filename, stage } = item;
  if (isActive(item)) {
    if (!isCancellable(item)) return <span className="size-8 pointer-coarse:size-11" />;
    return (
      <Button
        variant="quiet"
        size="icon"
        className={CLASSES}
        aria-label={`Cancel ${filename}`}
        onClick={() => engine.cancel(id)}
      >
        <X aria-hidden />
      </Button>
    );
  }
  return (
    <span className="flex">
      {stage.name === "cancelled" ? (
        <Button
          variant="quiet"
          size="icon"
          className={CLASSES}
          aria-label={`Upload ${filename} after all`}
          onClick={() => engine.retry(id)}
        >
          <RotateCw aria-hidden />
        </Button>
      ) : null}
      <Button
        variant="quiet"
        size="icon"
        className={CLASSES}
        aria-label={`Remove ${filename} from the list`}
        onClick={() => engine.dismiss(id)}
      >
        <X aria-hidden />
      </Button>
    </span>
  );
}
