"use client";

import { useEffect } from "react";
import { STABLE_ADDRESS } from "./stable-address";

/**
 * For pages of plain `<img>`: one that fails, because the page was left open longer than its signed URL lives, is
 * loaded once more by its stable address. One listener for the whole page; the images themselves need no script.
 */
export function RenewFailedImages() {
  useEffect(() => {
    const onError = (event: Event) => {
      if (event.target instanceof HTMLImageElement) loadStable(event.target);
    };
    // Errors of images do not bubble, but they can be captured.
    document.addEventListener("error", onError, true);
    for (const image of document.images) {
      if (image.complete && image.currentSrc !== "" && image.naturalWidth === 0) loadStable(image);
    }
    return () => {
      document.removeEventListener("error", onError, true);
    };
  }, []);
  return null;
}

function loadStable(image: HTMLImageElement): void {
  const address = image.getAttribute(STABLE_ADDRESS);
  if (address === null) return;
  image.removeAttribute(STABLE_ADDRESS);
  image.removeAttribute("srcset");
  image.src = address;
}
