"use client";

import { type RefObject, useEffect, useLayoutEffect, useRef } from "react";

type Focused = { readonly element: HTMLElement; readonly row: string | null };

/**
 * Keeps the keyboard where it was when the focused control goes away under it: on the same row, else on the list.
 * A button that vanishes would otherwise throw a keyboard user back to the top of the page.
 */
export function useKeptFocus(tray: RefObject<HTMLElement | null>, list: RefObject<HTMLElement | null>): void {
  const last = useRef<Focused | null>(null);
  useEffect(() => {
    const root = tray.current;
    if (root === null) return;
    const come = ({ target }: FocusEvent) => {
      if (!(target instanceof HTMLElement)) return;
      last.current = {
        element: target,
        row: target.closest<HTMLElement>("[data-upload]")?.dataset["upload"] ?? null,
      };
    };
    // A control that is still there after it lost the focus was left on purpose.
    const go = () =>
      queueMicrotask(() => (last.current?.element.isConnected === true ? forget() : undefined));
    const forget = () => {
      if (!root.contains(document.activeElement)) last.current = null;
    };
    root.addEventListener("focusin", come);
    root.addEventListener("focusout", go);
    return () => {
      root.removeEventListener("focusin", come);
      root.removeEventListener("focusout", go);
    };
  }, [tray]);
  useLayoutEffect(() => {
    const lost = last.current;
    if (lost === null || lost.element.isConnected || document.activeElement !== document.body) return;
    last.current = null;
    const rows = tray.current?.querySelectorAll<HTMLElement>("[data-upload]") ?? [];
    const row = [...rows].find((candidate) => candidate.dataset["upload"] === lost.row);
    (row ?? list.current ?? tray.current)?.focus({ preventScroll: row === undefined });
  });
}
