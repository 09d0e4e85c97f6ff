"use client";

import { formatCount } from "@/components/ui/format-count";
import { Button } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import type { UploadFailure } from "../problems/upload-failure";
import { useUploads } from "../upload-context";

type TrayNoticesProps = {
  /** What stops several files alike. */
  trouble: UploadFailure | null;
  duplicates: number;
};

/** What is said, and asked, once for many rows. */
export function TrayNotices({ trouble, duplicates }: TrayNoticesProps) {
  if (trouble === null && duplicates < 2) return null;
  return (
    <div className="space-y-2 px-4 pt-3">
      {trouble === null ? null : (
        <Notice tone="danger" title={trouble.what} className="text-xs">
          <p className="text-pretty text-muted">
            {trouble.why} {trouble.remedy}
          </p>
        </Notice>
      )}
      {duplicates < 2 ? null : <DuplicatesNotice duplicates={duplicates} />}
    </div>
  );
}

function DuplicatesNotice({ duplicates }: { duplicates: number }) {
  const { engine } = useUploads();
  return (
    <Notice tone="warning" title={`${formatCount(duplicates)} files are here already`} className="text-xs">
      <div className="mt-1 flex flex-wrap gap-1.5">
        <Button size="small" onClick={() => engine.clearDuplicates()}>
          Skip them
        </Button>
        <Button size="small" onClick={() => engine.uploadDuplicatesAnyway()}>
          Upload them anyway
        </Button>
      </div>
    </Notice>
  );
}
