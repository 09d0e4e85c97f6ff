"use client";

import type { KeyboardEvent } from "react";
import { nextTile } from "./nearest-tile";

/** Moves the focus from tile to tile with the arrow keys, Home and End. */
export function useArrowKeys(): (event: KeyboardEvent<HTMLUListElement>) => void {
  return (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const links = [...event.currentTarget.querySelectorAll<HTMLElement>("li > a")];
    const from = links.findIndex((link) => link === document.activeElement);
    if (from === -1) return;
    const to = nextTile(
      event.key,
      from,
      links.map((link) => link.getBoundingClientRect()),
    );
    if (to === null) return;
    event.preventDefault();
    links[to]?.focus();
  };
}
