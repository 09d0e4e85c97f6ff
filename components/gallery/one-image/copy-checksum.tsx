"use client";

import { Copy } from "lucide-react";
import { copyText } from "@/components/ui/copy-text";

/** A checksum, shortened, with a button that copies all of it. */
export function CopyChecksum({ checksum }: { checksum: string }) {
  return (
    <span className="flex items-center gap-1">
      <span title={checksum} className="truncate font-mono text-xs">
        {checksum.slice(0, 16)}…
      </span>
      <button
        type="button"
        aria-label="Copy SHA-256"
        onClick={() => void copyText("SHA-256", checksum)}
        className="-my-2 grid size-9 shrink-0 place-items-center rounded-md text-muted hover:bg-sunken hover:text-ink pointer-coarse:size-11"
      >
        <Copy aria-hidden className="size-4" />
      </button>
    </span>
  );
}
