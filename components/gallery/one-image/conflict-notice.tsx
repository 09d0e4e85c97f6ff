"use client";

import { Button } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { VISIBILITY_NAMES } from "../filters/active-filters";
import type { ImageDescription } from "./image-actions";

type ConflictNoticeProps = {
  /** What is stored now. */
  theirs: ImageDescription;
  onTakeTheirs: () => void;
  onKeepMine: () => void;
};

/** Two people changed the same image: shows the other version and lets the person decide. Nothing typed is lost. */
export function ConflictNotice({ theirs, onTakeTheirs, onKeepMine }: ConflictNoticeProps) {
  return (
    <Notice tone="warning" title="Somebody else changed this image meanwhile" alert>
      <p>Yours is not saved yet; it still stands above. This is what they saved:</p>
      <dl className="my-3 grid grid-cols-[auto_minmax(0,1fr)] gap-x-4 gap-y-1 wrap-anywhere">
        <dt className="text-muted">Title</dt>
        <dd>{theirs.title === "" ? "none" : theirs.title}</dd>
        <dt className="text-muted">Alt text</dt>
        <dd>{theirs.alt === "" ? "none" : theirs.alt}</dd>
        <dt className="text-muted">Visibility</dt>
        <dd>{VISIBILITY_NAMES[theirs.visibility]}</dd>
      </dl>
      <div className="flex flex-wrap gap-2">
        <Button onClick={onKeepMine}>Save mine</Button>
        <Button onClick={onTakeTheirs}>Take theirs</Button>
      </div>
    </Notice>
  );
}
