"use client";

import { createContext, use, useSyncExternalStore } from "react";
import type { UploadEngine } from "./engine/upload-engine";
import { EMPTY_SNAPSHOT, type UploadSnapshot, type UploadStore } from "./progress/upload-store";

/** What the parts of the tray share. It never changes, so reading it costs no render. */
export type Uploads = {
  readonly engine: UploadEngine;
  readonly store: UploadStore;
};

export const UploadContext = createContext<Uploads | null>(null);

/** The uploads that are under way. */
export function useUploads(): Uploads {
  const uploads = use(UploadContext);
  if (uploads === null) throw new Error("useUploads needs an UploadDesk around it");
  return uploads;
}

/** The list and its totals, anew at most ten times a second. */
export function useUploadSnapshot(): UploadSnapshot {
  const { store } = useUploads();
  return useSyncExternalStore(store.subscribe, store.snapshot, () => EMPTY_SNAPSHOT);
}
