"use client";

import { createContext, use } from "react";

/** The ways in to uploading. What is behind them is loaded when somebody comes near. */
export type UploadEntrance = {
  /** Opens the system's file picker; only in answer to a person's deed. */
  readonly choose: () => void;
  /** It is likely that files come soon. */
  readonly prepare: () => void;
};

export const UploadEntranceContext = createContext<UploadEntrance | null>(null);

/** The entrance of the nearest `UploadProvider`. */
export function useUploadEntrance(): UploadEntrance {
  const entrance = use(UploadEntranceContext);
  if (entrance === null) throw new Error("useUploadEntrance needs an UploadProvider around it");
  return entrance;
}
