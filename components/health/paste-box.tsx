"use client";

import { Copy } from "lucide-react";
import { copyText } from "@/components/ui/copy-text";

/** A command or JSON to copy as it is; long ones scroll, by keyboard too. */
export function PasteBox({ title, text }: { title: string; text: string }) {
  return (
    <div className="relative rounded-md border border-line bg-sunken">
      <pre
        tabIndex={0}
        role="group"
        aria-label={`Remedy for ${title}`}
        className="max-h-64 overflow-auto py-2.5 pr-12 pl-3 font-mono text-xs"
      >
        {text}
      </pre>
      <button
        type="button"
        aria-label={`Copy the remedy for ${title}`}
        onClick={() => void copyText("Remedy", text)}
        className="absolute top-0.5 right-0.5 grid size-8 place-items-center rounded-md bg-sunken text-muted hover:text-ink pointer-coarse:size-11"
      >
        <Copy aria-hidden className="size-4" />
      </button>
    </div>
  );
}
