"use client";

import { useEffect, useEffectEvent, useRef } from "react";
import { Button } from "@/components/ui/button";
import { buttonStyles } from "@/components/ui/button-styles";
import { Notice } from "@/components/ui/notice";
import { paths } from "@/lib/paths";
import { countImages } from "../words";
import type { PagesState } from "./use-pages";

/** How far before the end the next page is asked for. */
const AHEAD = "1600px";

/** What follows the last tile: more on its way, a button to ask for it, what went wrong, or the end. */
export function GridEnd({ pages }: { pages: PagesState }) {
  const { phase, nextCursor, pictures, added, loadMore } = pages;
  return (
    <div className="flex flex-col items-center gap-3 px-4 py-8">
      <p role="status" className="sr-only">
        {phase === "loading" ? "Loading more images" : added > 0 ? `${countImages(added)} more loaded` : ""}
      </p>
      {phase === "failed" ? (
        <Notice tone="danger" title="The next images could not be loaded" alert>
          Check your connection and try again.
        </Notice>
      ) : null}
      {phase === "signed-out" ? (
        <Notice tone="warning" title="Your session has ended" alert>
          Sign in again to see more.
        </Notice>
      ) : null}
      {phase === "signed-out" ? (
        <a href={paths.signIn(paths.gallery())} className={buttonStyles()}>
          Sign in
        </a>
      ) : nextCursor === null ? (
        <p className="text-xs text-muted tabular-nums">
          {pictures.length === 0 ? "No image matches." : countImages(pictures.length)}
        </p>
      ) : (
        <>
          {phase === "failed" ? null : <EndWatch key={nextCursor} onNear={loadMore} />}
          <Button busy={phase === "loading"} onClick={loadMore}>
            {phase === "failed" ? "Try again" : "Load more"}
          </Button>
        </>
      )}
    </div>
  );
}

/** Calls once when the end of the grid comes near; a new cursor makes a new watch. */
function EndWatch({ onNear }: { onNear: () => void }) {
  const element = useRef<HTMLDivElement>(null);
  const tell = useEffectEvent(onNear);
  useEffect(() => {
    if (element.current === null) return;
    const observer = new IntersectionObserver(
      (entries) => {
        if (entries.some((entry) => entry.isIntersecting)) tell();
      },
      { rootMargin: `${AHEAD} 0px` },
    );
    observer.observe(element.current);
    return () => {
      observer.disconnect();
    };
  }, []);
  return <div ref={element} aria-hidden className="h-px w-full" />;
}
