"use client";

import { useEffect, useState } from "react";
import { takeDropped } from "./read-dropped";

/** A drag that left the window without saying so is over when nothing was heard of it for so long. */
const SILENCE_MS = 1_000;

/**
 * Makes the whole window a place to drop files and folders. Answers whether files are being dragged over it just now.
 * Text, and pictures of the page itself, are none of its business.
 */
export function useFileDrag(onFiles: (files: readonly File[]) => void): boolean {
  const [isOver, setIsOver] = useState(false);
  useEffect(() => {
    let isOwnDrag = false;
    let silence: ReturnType<typeof setTimeout> | undefined;
    const show = (shown: boolean) => {
      clearTimeout(silence);
      if (shown) silence = setTimeout(() => setIsOver(false), SILENCE_MS);
      setIsOver(shown);
    };
    const isMeant = (event: DragEvent) =>
      !isOwnDrag && !event.defaultPrevented && event.dataTransfer?.types.includes("Files") === true;
    const over = (event: DragEvent) => {
      if (!isMeant(event) || event.dataTransfer === null) return;
      event.preventDefault();
      event.dataTransfer.dropEffect = "copy";
      show(true);
    };
    const leave = (event: DragEvent) => {
      if (event.relatedTarget === null) show(false);
    };
    const drop = (event: DragEvent) => {
      show(false);
      if (!isMeant(event) || event.dataTransfer === null) return;
      event.preventDefault();
      void takeDropped(event.dataTransfer, onFiles);
    };
    const begin = () => (isOwnDrag = true);
    const end = () => (isOwnDrag = false);
    const listeners = {
      dragenter: over,
      dragover: over,
      dragleave: leave,
      drop,
      dragstart: begin,
      dragend: end,
    };
    return listenAll(listeners, () => clearTimeout(silence));
  }, [onFiles]);
  return isOver;
}

function listenAll(listeners: Record<string, (event: DragEvent) => void>, onEnd: () => void): () => void {
  const ends = Object.entries(listeners).map(([name, listener]) => {
    const hear = (event: Event) => {
      if (event instanceof DragEvent) listener(event);
    };
    window.addEventListener(name, hear);
    return () => window.removeEventListener(name, hear);
  });
  return () => {
    onEnd();
    for (const end of ends) end();
  };
}
