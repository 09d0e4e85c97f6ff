"use client";

import { type RefObject, useLayoutEffect, useRef } from "react";
import { takePlace } from "../gallery-memory";

/** Back from one image: the scroll position is where it was, and its tile has the focus again. */
export function useReturnToPlace(): RefObject<HTMLUListElement | null> {
  const grid = useRef<HTMLUListElement>(null);
  useLayoutEffect(() => {
    const place = takePlace();
    if (place === null) return;
    const tile = grid.current?.querySelector(`[data-image-id="${CSS.escape(place.imageId)}"] a`);
    // After the router's own scrolling, which runs later in the same commit.
    const frame = requestAnimationFrame(() => {
      window.scrollTo({ top: place.scrollY, behavior: "instant" });
      if (tile instanceof HTMLElement) tile.focus({ preventScroll: true });
    });
    return () => {
      cancelAnimationFrame(frame);
    };
  }, []);
  return grid;
}
