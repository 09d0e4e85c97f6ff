"use client";

import { type RefObject, useLayoutEffect } from "react";

/**
 * Tells the page how much of its lower edge the tray covers, as `--tray-height` on the root: for scroll padding, for
 * room at the end of a page, and for toasts. Without a tray it is not set.
 */
export function useTrayHeight(tray: RefObject<HTMLElement | null>): void {
  useLayoutEffect(() => {
    const element = tray.current;
    if (element === null) return;
    const { style } = document.documentElement;
    const observer = new ResizeObserver(() => {
      const margin = Number.parseFloat(getComputedStyle(element).marginBottom) || 0;
      style.setProperty("--tray-height", `${Math.ceil(element.offsetHeight + margin)}px`);
    });
    observer.observe(element);
    return () => {
      observer.disconnect();
      style.removeProperty("--tray-height");
    };
  }, [tray]);
}
