"use client";

import { type RefObject, useLayoutEffect } from "react";

/**
 * Makes room for what the tray covers of the window's lower edge: as scroll padding of the root, and as a margin below
 * what is marked with `data-tray-room`, which are the page's content and the toasts. A custom property on the root would
 * say it once, and have the styles of the whole page computed again with each row that comes.
 */
export function useTrayHeight(tray: RefObject<HTMLElement | null>): void {
  useLayoutEffect(() => {
    const element = tray.current;
    if (element === null) return;
    const root = document.documentElement;
    const rooms = [...document.querySelectorAll<HTMLElement>("[data-tray-room]")];
    const observer = new ResizeObserver(() => {
      const margin = Number.parseFloat(getComputedStyle(element).marginBottom) || 0;
      const height = `${Math.ceil(element.offsetHeight + margin)}px`;
      root.style.scrollPaddingBottom = `calc(var(--bottom-bar) + ${height} + 0.5rem)`;
      for (const { style } of rooms) style.marginBottom = height;
    });
    observer.observe(element);
    return () => {
      observer.disconnect();
      root.style.scrollPaddingBottom = "";
      for (const { style } of rooms) style.marginBottom = "";
    };
  }, [tray]);
}
