"use client";

import { type ComponentType, startTransition, useEffect, useState } from "react";
import { showToast } from "@/components/ui/toast";
import { hasRemembered } from "./memory/remembered";
import type { UploadDeskProps } from "./upload-desk";

const load = () => import("./upload-desk").then(({ UploadDesk }) => UploadDesk);

type AddFiles = (files: readonly File[]) => void;

type DeskState = {
  /** Null until it is needed. */
  readonly Desk: ComponentType<UploadDeskProps> | null;
  /** Takes files at any time; those that come before the desk is there wait for it. */
  readonly add: AddFiles;
  readonly prepare: () => void;
  readonly onReady: UploadDeskProps["onReady"];
};

/** Has the desk of uploads loaded when the first files come, or when there is something to go on with. */
export function useUploadDesk(personId: string): DeskState {
  const [Desk, setDesk] = useState<ComponentType<UploadDeskProps> | null>(null);
  const [means] = useState(() => {
    const waiting: File[] = [];
    let take: AddFiles = (files) => {
      for (const file of files) waiting.push(file);
      open(() => {
        waiting.length = 0;
        showToast(
          "error",
          "The uploader could not be loaded. Check your connection and add the files again.",
        );
      });
    };
    const open = (onFailure: () => void) => {
      load().then((loaded) => startTransition(() => setDesk(() => loaded)), onFailure);
    };
    return {
      open,
      add: (files: readonly File[]) => take(files),
      prepare: () => void load().catch(() => undefined),
      onReady: (add: AddFiles) => {
        take = add;
        if (waiting.length > 0) add(waiting.splice(0));
      },
    };
  });
  useEffect(() => {
    if (hasRemembered(personId)) means.open(() => undefined);
  }, [personId, means]);
  return { Desk, ...means };
}
