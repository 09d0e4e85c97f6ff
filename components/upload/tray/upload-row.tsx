"use client";

import { CircleAlert, CircleCheck, Copy } from "lucide-react";
import Link from "next/link";
import { memo } from "react";
import { cn } from "@/components/ui/class-names";
import { formatBytes } from "@/lib/images/upload/upload-policy";
import { paths } from "@/lib/paths";
import { isActive, isDuplicate, type UploadItem } from "../engine/upload-item";
import { Preview } from "../preview/preview";
import { isPicture } from "../preview/preview-maker";
import { ProgressBar } from "./progress-bar";
import { RowButtons } from "./row-buttons";
import { RowFailure } from "./row-failure";
import { stageWords } from "./words";

type UploadRowProps = {
  item: UploadItem;
  isOnline: boolean;
  /** The code of a failure that the tray explains once for all rows. */
  explained: string | null;
};

/** One file of the tray. Drawn again only when its item changes. */
export const UploadRow = memo(function UploadRow({ item, isOnline, explained }: UploadRowProps) {
  const { stage } = item;
  const isExplained = stage.name === "failed" && stage.failure.code === explained;
  return (
    <li
      tabIndex={-1}
      data-upload={item.id}
      className={cn(
        "grid grid-cols-[auto_minmax(0,1fr)_auto] items-start gap-x-3 px-4 py-2 focus-visible:-outline-offset-2",
        // A row out of view costs nothing; this is how high one is that was never in view.
        "[contain-intrinsic-block-size:auto_3.5rem] [content-visibility:auto]",
      )}
    >
      <Preview file={item.file} isWanted={stage.name !== "checking" && isPicture(item.file)} />
      <div className="relative min-w-0 self-center">
        <RowName item={item} />
        <p className={cn("flex items-center gap-1 text-xs", stageTone(item))}>
          <StageMark item={item} />
          <span className="min-w-0">{isExplained ? "Not uploaded" : stageWords(item, isOnline)}</span>
          {stage.name === "failed" ? null : (
            <span className="ml-auto shrink-0 pl-2 text-muted tabular-nums">
              {formatBytes(item.sizeBytes)}
            </span>
          )}
        </p>
        {stage.name === "uploading" ? (
          <ProgressBar
            label={item.filename}
            part={stage.sentBytes}
            tone={isOnline ? "moving" : "halted"}
            whole={item.sizeBytes}
            className="absolute inset-x-0 top-full mt-0.5"
          />
        ) : null}
        {stage.name === "failed" ? (
          <RowFailure item={item} failure={stage.failure} isExplained={isExplained} />
        ) : null}
      </div>
      <RowButtons item={item} />
    </li>
  );
});

/** The name, as a link once there is an image. */
function RowName({ item: { filename, stage } }: { item: UploadItem }) {
  if (stage.name !== "done") {
    return (
      <p title={filename} className="truncate font-medium">
        {filename}
      </p>
    );
  }
  return (
    <Link
      href={paths.image(stage.image.id)}
      prefetch={false}
      title={filename}
      className="block truncate rounded-md font-medium underline-offset-4 hover:underline focus-visible:-outline-offset-2"
    >
      {filename}
    </Link>
  );
}

function StageMark({ item }: { item: UploadItem }) {
  if (item.stage.name === "done") return <CircleCheck aria-hidden className="size-3.5 shrink-0" />;
  if (isDuplicate(item)) return <Copy aria-hidden className="size-3.5 shrink-0 self-start mt-px" />;
  if (item.stage.name === "failed")
    return <CircleAlert aria-hidden className="size-3.5 shrink-0 self-start mt-px" />;
  return null;
}

function stageTone(item: UploadItem): string {
  if (item.stage.name === "done") return "text-success";
  if (isDuplicate(item)) return "text-warning";
  return !isActive(item) && item.stage.name === "failed" ? "text-danger" : "text-muted";
}
