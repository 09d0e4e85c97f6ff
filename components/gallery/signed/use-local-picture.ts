"use client";

import { useEffect, useState } from "react";
import { findLocalPicture, forgetLocalPicture } from "@/components/shell/local-pictures";

export type LocalPicture = {
  /** `making`: a copy was offered and is not there yet; `none`: there is none, or it is not needed any more. */
  readonly state: "none" | "making" | "here";
  /** Of a small copy. */
  readonly url: string | undefined;
  /** The picture itself is shown. */
  readonly letGo: () => void;
};

/** The browser's own copy of an image that this page has uploaded, until the picture itself is shown. */
export function useLocalPicture(id: string): LocalPicture {
  const [ask] = useState(() => findLocalPicture(id));
  const [url, setUrl] = useState<string | null | undefined>(ask === null ? null : undefined);
  useEffect(() => ask?.(setUrl), [ask]);
  const letGo = () => {
    forgetLocalPicture(id);
    setUrl(null);
  };
  if (url === null) return { state: "none", url: undefined, letGo };
  return { state: url === undefined ? "making" : "here", url, letGo };
}
