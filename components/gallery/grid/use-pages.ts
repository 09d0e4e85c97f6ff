"use client";

import { useEffect, useRef, useState } from "react";
import { type GalleryView, viewQuery } from "../addresses";
import { recallLoaded, rememberLoaded } from "../gallery-memory";
import { FailedRequest } from "../signed/read-answer";
import { loadPage } from "./load-page";
import { type Loaded, appendPage, refreshFirstPage } from "./merge-pictures";

export type PagesState = Loaded & {
  readonly phase: "idle" | "loading" | "failed" | "signed-out";
  /** How many the last page brought; 0 before any. */
  readonly added: number;
  readonly loadMore: () => void;
};

/**
 * The pages of a gallery view: the server's first page, and those loaded behind it, which outlive both a refresh of
 * the first page and a visit to one image.
 */
export function usePages(first: Loaded, view: GalleryView): PagesState {
  const key = viewQuery(view);
  const [loaded, setLoaded] = useState(() => {
    const recalled = recallLoaded(key);
    return recalled === null ? first : refreshFirstPage(recalled, first, view.sort);
  });
  const [phase, setPhase] = useState<PagesState["phase"]>("idle");
  const [added, setAdded] = useState(0);
  const busy = useRef(false);

  const [lastFirst, setLastFirst] = useState(first);
  if (first.pictures !== lastFirst.pictures) {
    setLastFirst(first);
    setLoaded((known) => refreshFirstPage(known, first, view.sort));
  }

  useEffect(() => {
    rememberLoaded(key, loaded);
  }, [key, loaded]);

  async function load(cursor: string) {
    if (busy.current) return;
    busy.current = true;
    setPhase("loading");
    try {
      const page = await loadPage(view, cursor);
      setLoaded((known) => appendPage(known, page));
      setAdded(page.pictures.length);
      setPhase("idle");
    } catch (error) {
      setPhase(error instanceof FailedRequest && error.status === 401 ? "signed-out" : "failed");
    }
    busy.current = false;
  }

  const { nextCursor } = loaded;
  const loadMore = () => {
    if (nextCursor !== null) void load(nextCursor);
  };
  return { ...loaded, phase, added, loadMore };
}
