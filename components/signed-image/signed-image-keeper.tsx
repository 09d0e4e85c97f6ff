"use client";

import { useEffect } from "react";
import { askRoute } from "./ask-route";
import { batchRenewals } from "./batch-renewals";
import { keepSignedImages } from "./keep-signed-images";

type SignedImageKeeperProps = {
  /** Where new URLs are asked for (`RenewalRequest` and `RenewalAnswer`). */
  endpoint?: string;
  /** What shows a picture without a signed URL, with `:id` and `:variant` in it: the last resort. Null: there is none. */
  stableAddress?: string | null;
};

/** Keeps every `SignedImage` of the page alive, also those that come later. Once a page; shows nothing. */
export function SignedImageKeeper({
  endpoint = "/images/signed-urls",
  stableAddress = "/images/:id/content?variant=:variant",
}: SignedImageKeeperProps) {
  useEffect(
    () => keepSignedImages({ renew: batchRenewals(askRoute(endpoint)), stableAddress }),
    [endpoint, stableAddress],
  );
  return null;
}
