"use client";

import { useEffect } from "react";

/** Puts a few characters before the tab's title, also when navigation changes the title meanwhile; null for none. */
export function useTitlePrefix(prefix: string | null): void {
  useEffect(() => {
    if (prefix === null) return;
    let plain = document.title;
    const put = () => {
      if (document.title === `${prefix} ${plain}`) return;
      plain = document.title;
      document.title = `${prefix} ${plain}`;
    };
    put();
    const observer = new MutationObserver(put);
    observer.observe(document.head, { childList: true, subtree: true, characterData: true });
    return () => {
      observer.disconnect();
      if (document.title === `${prefix} ${plain}`) document.title = plain;
    };
  }, [prefix]);
}
