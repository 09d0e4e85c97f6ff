"use client";

import { useEffect } from "react";
import { keepNoPictures, keepPicturesFor } from "./kept-pictures";

/** Lets the browser keep pictures for the person who is signed in; null: nobody is. Shows nothing. */
export function PictureKeeper({ personId }: { personId: string | null }) {
  useEffect(() => {
    const kept = personId === null ? keepNoPictures() : keepPicturesFor(personId);
    // Private windows and full disks: pictures are loaded as ever.
    kept.catch(() => undefined);
  }, [personId]);
  return null;
}
