"use client";

import { createContext, use, useSyncExternalStore } from "react";
import type { UploadEngine } from "./engine/upload-engine";
import { EMPTY_SNAPSHOT, type UploadSnapshot, type UploadStore } from "./progress/upload-store";

/** What the parts of the page that have to do with uploads share. It never changes, so reading it costs no render. */
export type Uploads = {
  readonly engine: UploadEngine;
  readonly store: UploadStore;
  /** Adds files, as if they had been dropped. */
  readonly add: (files: Iterable<File>) => void;
  /** Opens the system's file picker; only in answer to a person's deed. */
  readonly choose: () => void;
};

export const UploadContext = createContext<Uploads | null>(null);

/** The uploads of the nearest `UploadProvider`. */
export function useUploads(): Uploads {
  const uploads = use(UploadContext);
  if (uploads === null) throw new Error("useUploads needs an UploadProvider around it");
  return uploads;
}

/** The list and its totals, anew at most ten times a second. */
export function useUploadSnapshot(): UploadSnapshot {
  const { store } = useUploads();
  return useSyncExternalStore(store.subscribe, store.snapshot, () => EMPTY_SNAPSHOT);
}
