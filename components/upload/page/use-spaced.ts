"use client";

import { useEffect, useRef, useState } from "react";

/** The latest value, but changing no more often than every so many milliseconds. */
export function useSpaced<Value>(value: Value, intervalMs: number): Value {
  const [spaced, setSpaced] = useState(value);
  const changedAt = useRef(Number.NEGATIVE_INFINITY);
  useEffect(() => {
    const wait = Math.max(0, changedAt.current + intervalMs - performance.now());
    const timer = setTimeout(() => {
      changedAt.current = performance.now();
      setSpaced(value);
    }, wait);
    return () => clearTimeout(timer);
  }, [value, intervalMs]);
  return spaced;
}
