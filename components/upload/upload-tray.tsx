"use client";

import { useDeferredValue, useId, useRef, useState } from "react";
import { cn } from "@/components/ui/class-names";
import type { UploadSnapshot } from "./progress/upload-store";
import { TrayFooter } from "./tray/tray-footer";
import { TrayHeader } from "./tray/tray-header";
import { TrayList } from "./tray/tray-list";
import { useKeptFocus } from "./tray/use-kept-focus";
import { useTrayHeight } from "./tray/use-tray-height";
import { useUploads } from "./upload-context";

/** The list of uploads: a card at the lower right, on phones a sheet above the navigation; folds to a slim bar. */
export function UploadTray({ snapshot, onClose }: { snapshot: UploadSnapshot; onClose: () => void }) {
  const { engine } = useUploads();
  // Dozens of rows come at once, and the page may be busy with something that a person waits for.
  const rows = useDeferredValue(snapshot);
  // A phone has no room to spare: there the bar is unfolded when somebody wants to see more.
  const [isOpen, setIsOpen] = useState(() => window.matchMedia("(min-width: 48rem)").matches);
  const id = useId();
  const tray = useRef<HTMLElement>(null);
  const list = useRef<HTMLDivElement>(null);
  useKeptFocus(tray, list);
  useTrayHeight(tray);
  const close = () => {
    engine.clearAll();
    onClose();
    document.querySelector<HTMLElement>("[data-upload-button]")?.focus();
  };
  return (
    <section
      ref={tray}
      tabIndex={-1}
      aria-labelledby={`${id}-heading`}
      className={cn(
        "fixed inset-x-0 bottom-(--bottom-bar) z-40 flex max-h-[min(34rem,70dvh)] animate-rise flex-col",
        "rounded-t-lg border border-b-0 border-line bg-raised text-ink shadow-float",
        "md:inset-x-auto md:right-4 md:mb-4 md:w-100 md:rounded-lg md:border-b",
      )}
    >
      <TrayHeader
        snapshot={snapshot}
        headingId={`${id}-heading`}
        listId={`${id}-list`}
        isOpen={isOpen}
        onToggle={() => setIsOpen(!isOpen)}
        onClose={close}
      />
      {isOpen ? <TrayList id={`${id}-list`} snapshot={rows} listRef={list} /> : null}
      {isOpen ? <TrayFooter totals={snapshot.totals} /> : null}
    </section>
  );
}
