"use client";

import { useRouter } from "next/navigation";
import { useEffect, useEffectEvent } from "react";

const EVERY_MS = 1_500;
const PATIENCE_MS = 90_000;

/** Asks for the page anew for as long as something is under way on the server; says when it does so no longer. */
export function useRefreshWhile(isUnderWay: boolean, onGivenUp?: () => void): void {
  const router = useRouter();
  const giveUp = useEffectEvent(() => onGivenUp?.());
  useEffect(() => {
    if (!isUnderWay) return;
    const timer = setInterval(() => {
      router.refresh();
    }, EVERY_MS);
    const end = setTimeout(() => {
      clearInterval(timer);
      giveUp();
    }, PATIENCE_MS);
    return () => {
      clearInterval(timer);
      clearTimeout(end);
    };
  }, [isUnderWay, router]);
}
