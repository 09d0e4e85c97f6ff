"use client";

import { type RefObject, useEffect, useEffectEvent, useRef, useState } from "react";
import { onReturn } from "@/components/signed-image/on-return";
import type { Picture, SignedUrl } from "@/lib/contracts/display";
import type { VariantName } from "@/lib/images/variant";
import { observeNear } from "./near-viewport";
import { type Renewed, renewSignedUrl } from "./renew-signed-urls";
import { useLocalPicture } from "./use-local-picture";

/** A URL with less life than this is not begun with. */
const MARGIN_MS = 10_000;
const LONGEST_TIMEOUT_MS = 2 ** 31 - 1;
/** Between looks for a picture that is still being made; then it counts as failed. */
const LOOKS_MS = [1_500, 2_500, 4_000, 8_000, 15_000, 30_000, 60_000] as const;

export type SignedPictureState = {
  /** Undefined while there is no URL that would work; the browser's own copy until there is one. */
  readonly src: string | undefined;
  readonly srcSet: string | undefined;
  /** The browser's own copy, to stand behind the picture while that comes. */
  readonly backdrop: string | undefined;
  /** `none`: the image has no picture. */
  readonly phase: "loading" | "shown" | "failed" | "none";
  readonly image: RefObject<HTMLImageElement | null>;
  readonly onLoad: () => void;
  readonly onError: () => void;
  readonly retry: () => void;
};

/**
 * Keeps a picture's signed URL alive on a page that lives longer than the URL. A picture that is shown keeps its URL:
 * its bytes are here, another URL would only load them again. One that is not shown yet lets go of a URL that is about
 * to end, and asks for a new one when it comes near the viewport. A failed load asks once; then the person decides.
 * One that is still being made is looked for again, ever more seldom.
 */
export function useSignedUrl(
  { image: { id, kind, variantState }, signed: given }: Picture,
  widest: VariantName,
): SignedPictureState {
  const local = useLocalPicture(id);
  // What is given for one that is still being made is the original, whose bytes are here already.
  const isAnother = variantState !== "pending" || local.state === "none";
  const isOfUse = isAnother && given !== null && msLeft(given) > 0;
  const [signed, setSigned] = useState(isOfUse ? given : null);
  const mayComeYet = variantState === "pending" && kind !== "file";
  const [phase, setPhase] = useState<SignedPictureState["phase"]>(
    given !== null || mayComeYet ? "loading" : "none",
  );
  const image = useRef<HTMLImageElement>(null);
  const near = useRef(false);
  const asking = useRef(false);
  const askedAfterError = useRef(false);
  const [looks, setLooks] = useState(0);

  async function renew() {
    if (asking.current) return;
    asking.current = true;
    setSigned(null);
    const fresh = await renewSignedUrl(id, widest);
    asking.current = false;
    if (fresh === "not-ready" || (local.state !== "none" && isOriginal(fresh))) {
      setLooks((count) => count + 1);
      return;
    }
    if (fresh === null || fresh === "none") setPhase(fresh ?? "failed");
    else setSigned(fresh);
  }

  function onLoad() {
    if (signed === null) return;
    local.letGo();
    askedAfterError.current = false;
    setPhase("shown");
  }

  function onError() {
    if (askedAfterError.current) {
      setPhase("failed");
      return;
    }
    askedAfterError.current = true;
    void renew();
  }

  function retry() {
    askedAfterError.current = true;
    setPhase("loading");
    void renew();
  }

  const catchUp = useEffectEvent(() => {
    // The browser may have loaded the picture, or failed to, before this code was there to hear of it.
    const element = image.current;
    if (element === null || !element.complete || element.currentSrc === "") return;
    if (element.naturalWidth > 0) onLoad();
    else onError();
  });
  const onNear = useEffectEvent((isNear: boolean) => {
    near.current = isNear;
    if (isNear && signed === null && phase === "loading") void renew();
  });
  useEffect(() => {
    catchUp();
    return image.current === null ? undefined : observeNear(image.current, onNear);
  }, []);

  const lookAgain = useEffectEvent(() => {
    const isLast = looks > LOOKS_MS.length;
    if (isLast) setPhase("failed");
    else if (near.current) void renew();
  });
  useEffect(() => {
    if (looks === 0) return;
    const timer = window.setTimeout(lookAgain, LOOKS_MS[looks - 1] ?? 0);
    return () => {
      window.clearTimeout(timer);
    };
  }, [looks]);

  const waitingFor = phase === "loading" ? signed : null;
  useEffect(() => {
    if (waitingFor === null) return;
    const letGo = () => {
      // Near the viewport the transfer has begun, and what has begun may end.
      if (!near.current) setSigned(null);
    };
    const timer = window.setTimeout(letGo, Math.min(Math.max(0, msLeft(waitingFor)), LONGEST_TIMEOUT_MS));
    // Timers stand still while the machine sleeps.
    const stopListening = onReturn(() => {
      if (msLeft(waitingFor) <= 0) letGo();
    });
    return () => {
      window.clearTimeout(timer);
      stopListening();
    };
  }, [waitingFor]);

  const srcSet = signed === null || signed.srcset === "" ? undefined : signed.srcset;
  const src = signed?.url ?? local.url;
  const told = local.state === "here" ? "shown" : phase;
  return { src, srcSet, backdrop: local.url, phase: told, image, onLoad, onError, retry };
}

/** What is given in place of variants that are still being made; a copy of it is here already. */
function isOriginal(fresh: Renewed): boolean {
  return typeof fresh === "object" && fresh !== null && /\/original\.\w+$/.test(new URL(fresh.url).pathname);
}

function msLeft(signed: SignedUrl): number {
  return Date.parse(signed.expiresAt) - Date.now() - MARGIN_MS;
}
