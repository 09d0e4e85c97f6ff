"use client";

import { useSyncExternalStore } from "react";

const FORMAT = { dateStyle: "medium", timeStyle: "short" } as const;

/** A moment in the reader's time zone; the server, which does not know the zone, says it in UTC. */
export function LocalTime({ iso }: { iso: string }) {
  const text = useSyncExternalStore(
    neverChanges,
    () => new Intl.DateTimeFormat("en-GB", FORMAT).format(new Date(iso)),
    () => `${new Intl.DateTimeFormat("en-GB", { ...FORMAT, timeZone: "UTC" }).format(new Date(iso))} UTC`,
  );
  return <time dateTime={iso}>{text}</time>;
}

function neverChanges(): () => void {
  return () => undefined;
}
