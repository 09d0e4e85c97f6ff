"use client";

import { FileIcon, ImageIcon } from "lucide-react";
import { useEffect, useState } from "react";
import { isPicture, previews } from "./preview-maker";

/** Rows that only pass by, as small files do by the dozen a second, are not worth decoding a picture. */
const PATIENCE_MS = 250;

/** The file's own picture, small; a mark until it is there or when there is none. Decoration: the name says it all. */
export function Preview({ file, isWanted }: { file: File; isWanted: boolean }) {
  const Mark = isPicture(file) ? ImageIcon : FileIcon;
  const [url, setUrl] = useState<string | null>(null);
  useEffect(() => {
    if (!isWanted) return;
    let forget = (): unknown => undefined;
    const timer = setTimeout(() => (forget = previews.ask(file, setUrl)), PATIENCE_MS);
    return () => {
      clearTimeout(timer);
      forget();
    };
  }, [file, isWanted]);
  return (
    <span
      aria-hidden
      className="grid size-10 shrink-0 place-items-center overflow-hidden rounded-md bg-ink/6 text-muted"
    >
      {url === null ? (
        <Mark className="size-4.5" />
      ) : (
        <img src={url} alt="" className="size-full animate-appear object-cover" />
      )}
    </span>
  );
}
