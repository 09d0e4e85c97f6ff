"use client";

import { ChevronDown, ChevronUp, CircleAlert, CircleCheck, WifiOff, X } from "lucide-react";
import { Button } from "@/components/ui/button";
import { formatBytes } from "@/lib/images/upload/upload-policy";
import type { UploadSnapshot } from "../progress/upload-store";
import { ProgressBar } from "./progress-bar";
import { headingWords, leftoverWords, progressWords } from "./words";

type TrayHeaderProps = {
  snapshot: UploadSnapshot;
  headingId: string;
  listId: string;
  isOpen: boolean;
  onToggle: () => void;
  onClose: () => void;
};

/** The slim bar that stays when the tray is folded: how far everything is, and what went wrong. */
export function TrayHeader({ snapshot, headingId, listId, isOpen, onToggle, onClose }: TrayHeaderProps) {
  const { totals } = snapshot;
  const isBusy = totals.list.active > 0;
  const Chevron = isOpen ? ChevronDown : ChevronUp;
  return (
    <header className="px-4 pt-3 pb-3">
      <div className="flex items-start gap-2">
        <div className="min-w-0 flex-1">
          <h2 id={headingId} className="text-sm font-medium tabular-nums">
            {headingWords(totals, snapshot.unfinished.length)}
          </h2>
          <Status snapshot={snapshot} />
        </div>
        <div className="-my-1.5 -mr-2 flex">
          <Button
            variant="quiet"
            size="icon"
            aria-expanded={isOpen}
            aria-controls={listId}
            aria-label={isOpen ? "Fold the upload list" : "Unfold the upload list"}
            onClick={onToggle}
          >
            <Chevron aria-hidden />
          </Button>
          {isBusy ? null : (
            <Button variant="quiet" size="icon" aria-label="Close the upload list" onClick={onClose}>
              <X aria-hidden />
            </Button>
          )}
        </div>
      </div>
      {isBusy ? <OverallBar snapshot={snapshot} /> : null}
    </header>
  );
}

function OverallBar({ snapshot: { totals, isOnline } }: { snapshot: UploadSnapshot }) {
  return (
    <ProgressBar
      label="All uploads"
      part={totals.sentBytes}
      whole={totals.totalBytes}
      text={`${formatBytes(totals.sentBytes)} of ${formatBytes(totals.totalBytes)}`}
      tone={isOnline ? "moving" : "halted"}
      className="mt-2.5"
    />
  );
}

function Status({ snapshot }: { snapshot: UploadSnapshot }) {
  const { totals, isOnline, bytesPerSecond, secondsLeft } = snapshot;
  const isBusy = totals.list.active > 0;
  const leftovers = leftoverWords(totals.list);
  return (
    <div className="mt-0.5 space-y-0.5 text-xs text-muted tabular-nums">
      {isBusy && isOnline ? <p>{progressWords(totals, bytesPerSecond, secondsLeft)}</p> : null}
      {isBusy && !isOnline ? (
        <p className="flex items-center gap-1.5 text-warning">
          <WifiOff aria-hidden className="size-3.5 shrink-0" />
          Offline. Goes on when the connection is back.
        </p>
      ) : null}
      {leftovers === "" ? null : (
        <p className={`flex items-center gap-1.5 ${totals.list.failed > 0 ? "text-danger" : ""}`}>
          {totals.list.failed > 0 ? <CircleAlert aria-hidden className="size-3.5 shrink-0" /> : null}
          {leftovers}
        </p>
      )}
      {totals.list.all === 0 ? <p>From an earlier visit</p> : null}
      {!isBusy && leftovers === "" && totals.list.all > 0 ? (
        <p className="flex items-center gap-1.5 text-success">
          <CircleCheck aria-hidden className="size-3.5 shrink-0" />
          {formatBytes(totals.sentBytes)}, each verified
        </p>
      ) : null}
    </div>
  );
}
