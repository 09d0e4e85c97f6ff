"use client";

import { type RefObject, useEffect, useLayoutEffect, useRef } from "react";

type Focused = {
  readonly element: HTMLElement;
  /** The row it is in, and that row's place among the others. */
  readonly row: string | null;
  readonly place: number;
};

/**
 * Keeps the keyboard where it was when the focused control goes away under it: on the same row, else on the one that
 * took its place, else on the list. A button that vanishes would throw a keyboard user back to the top of the page.
 */
export function useKeptFocus(tray: RefObject<HTMLElement | null>, list: RefObject<HTMLElement | null>): void {
  const last = useRef<Focused | null>(null);
  useEffect(() => {
    const root = tray.current;
    if (root === null) return;
    const come = ({ target }: FocusEvent) => {
      if (target instanceof HTMLElement) last.current = describeFocus(root, target);
    };
    // A control that is still there after it lost the focus was left on purpose.
    const go = () =>
      queueMicrotask(() => {
        const wasLeft = last.current?.element.isConnected === true && !root.contains(document.activeElement);
        if (wasLeft) last.current = null;
      });
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
    const rows = tray.current === null ? [] : rowsIn(tray.current);
    const same = rows.find((row) => row.dataset["upload"] === lost.row);
    const heir = lost.row === null ? undefined : rows[Math.min(lost.place, rows.length - 1)];
    (same ?? heir ?? list.current ?? tray.current)?.focus();
  });
}

function describeFocus(root: HTMLElement, element: HTMLElement): Focused {
  const row = element.closest<HTMLElement>("[data-upload]");
  if (row === null) return { element, row: null, place: 0 };
  return { element, row: row.dataset["upload"] ?? null, place: rowsIn(root).indexOf(row) };
}

function rowsIn(root: HTMLElement): HTMLElement[] {
  return [...root.querySelectorAll<HTMLElement>("[data-upload]")];
}
