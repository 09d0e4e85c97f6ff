"use client";

import Link from "next/link";
import { Button, buttonStyles } from "@/components/ui/button";
import { paths } from "@/lib/paths";
import type { UploadItem } from "../engine/upload-item";
import { isDuplicate, isRetryable } from "../engine/upload-item";
import type { UploadFailure } from "../problems/upload-failure";
import { useUploads } from "../upload-context";

type RowFailureProps = {
  item: UploadItem;
  failure: UploadFailure;
  /** The tray says it once for many: only the buttons are left to the row. */
  isExplained: boolean;
};

/** Why a file was not uploaded, what to do about it, and the buttons that do it. */
export function RowFailure({ item, failure, isExplained }: RowFailureProps) {
  const { engine } = useUploads();
  return (
    <>
      {isExplained ? null : (
        <p className="mt-0.5 text-xs text-pretty text-muted">
          {failure.why} {failure.remedy}
        </p>
      )}
      <div className="mt-1.5 flex flex-wrap gap-1.5 empty:hidden">
        {failure.imageId === null ? null : (
          <Link
            href={paths.image(failure.imageId)}
            prefetch={false}
            className={buttonStyles({ size: "small" })}
          >
            Open image
            <span className="sr-only"> that is the same as {item.filename}</span>
          </Link>
        )}
        {isDuplicate(item) ? (
          <Button size="small" onClick={() => engine.uploadAnyway(item.id)}>
            Upload anyway
            <span className="sr-only">: {item.filename}</span>
          </Button>
        ) : null}
        {isRetryable(item) ? (
          <Button size="small" onClick={() => engine.retry(item.id)}>
            Retry
            <span className="sr-only"> {item.filename}</span>
          </Button>
        ) : null}
      </div>
    </>
  );
}
