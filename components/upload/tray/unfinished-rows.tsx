"use client";

import { FileClock } from "lucide-react";
import { useRef, useState } from "react";
import { Button } from "@/components/ui/button";
import { formatBytes } from "@/lib/images/upload/upload-policy";
import type { RememberedUpload } from "../memory/upload-memory";
import { useUploads } from "../upload-context";

type UnfinishedRowsProps = {
  uploads: readonly RememberedUpload[];
  /** The ids of those that have arrived as a whole. */
  finishing: ReadonlySet<string>;
};

/**
 * Large files of an earlier visit: a browser gives a page no file back, so the person has to choose it again, unless
 * everything of it has arrived.
 */
export function UnfinishedRows({ uploads, finishing }: UnfinishedRowsProps) {
  if (uploads.length === 0) return null;
  return (
    <ul aria-label="Unfinished uploads" className="border-b border-line py-1">
      {uploads.map((upload) => (
        <UnfinishedRow key={upload.uploadId} upload={upload} isFinishing={finishing.has(upload.uploadId)} />
      ))}
    </ul>
  );
}

function UnfinishedRow({ upload, isFinishing }: { upload: RememberedUpload; isFinishing: boolean }) {
  const { engine } = useUploads();
  const picker = useRef<HTMLInputElement>(null);
  const [wrongName, setWrongName] = useState<string | null>(null);
  const { filename, sizeBytes } = upload;
  const choose = (file: File | undefined) => {
    if (file === undefined) return;
    const isIt = file.name === filename && file.size === sizeBytes;
    setWrongName(isIt ? null : file.name);
    if (isIt) engine.add([file]);
  };
  return (
    <li
      tabIndex={-1}
      data-upload={upload.uploadId}
      className="grid grid-cols-[auto_minmax(0,1fr)] items-start gap-x-3 px-4 py-2"
    >
      <span aria-hidden className="grid size-10 place-items-center rounded-md bg-ink/6 text-muted">
        <FileClock className="size-4.5" />
      </span>
      <div className="min-w-0">
        <p title={filename} className="truncate font-medium">
          {filename}
        </p>
        <p className="flex text-xs text-muted">
          <span className="min-w-0 text-pretty">
            {isFinishing
              ? "Everything has arrived. Verifying"
              : "Not finished. Choose the same file to go on."}
          </span>
          <span className="ml-auto shrink-0 pl-2 tabular-nums">{formatBytes(sizeBytes)}</span>
        </p>
        {wrongName === null ? null : (
          <p role="alert" className="mt-0.5 text-xs text-pretty text-danger">
            {wrongName} is another file. Choose {filename} with {formatBytes(sizeBytes)}, or discard this one.
          </p>
        )}
        {isFinishing ? null : (
          <div className="mt-1.5 flex gap-1.5">
            <Button size="small" onClick={() => picker.current?.click()}>
              Choose file
              <span className="sr-only"> to go on with {filename}</span>
            </Button>
            <Button variant="quiet" size="small" onClick={() => engine.abandonUnfinished(upload.uploadId)}>
              Discard
              <span className="sr-only"> what was uploaded of {filename}</span>
            </Button>
          </div>
        )}
        <input
          ref={picker}
          type="file"
          hidden
          aria-label={`The file ${filename}`}
          onChange={({ currentTarget }) => {
            choose(currentTarget.files?.[0]);
            currentTarget.value = "";
          }}
        />
      </div>
    </li>
  );
}
