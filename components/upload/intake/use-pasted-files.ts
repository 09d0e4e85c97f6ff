"use client";

import { useEffect } from "react";
import { filesToUpload } from "./pasted-files";

/** Uploads what is pasted anywhere on the page, unless a person pastes text where they type. */
export function usePastedFiles(onFiles: (files: readonly File[]) => void): void {
  useEffect(() => {
    const take = (event: ClipboardEvent) => {
      const data = event.clipboardData;
      if (data === null || data.files.length === 0 || event.defaultPrevented) return;
      const hasText = data.types.includes("text/plain");
      const files = filesToUpload(
        { files: [...data.files], hasText, isTyping: isTyping(event.target) },
        new Date(),
      );
      if (files.length === 0) return;
      event.preventDefault();
      onFiles(files);
    };
    window.addEventListener("paste", take);
    return () => window.removeEventListener("paste", take);
  }, [onFiles]);
}

function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || target.matches("input, textarea, select");
}
