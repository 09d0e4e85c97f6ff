"use client";

import { useState, useTransition } from "react";
import { Button } from "@/components/ui/button";
import { Notice } from "@/components/ui/notice";
import { type AuditResponse, auditResponse } from "@/lib/contracts/audit";
import { paths } from "@/lib/paths";
import { EventList } from "./event-list";

/** What is on record of one image: the latest at once, what came before on demand. */
export function ImageHistory({ imageId, latest }: { imageId: string; latest: AuditResponse }) {
  const [earlier, setEarlier] = useState<AuditResponse | null>(null);
  const [failed, setFailed] = useState(false);
  const [busy, startTransition] = useTransition();
  const { nextCursor } = earlier ?? latest;

  const load = () => {
    startTransition(async () => {
      const page = await loadPage(imageId, nextCursor ?? "").catch(() => null);
      startTransition(() => {
        setFailed(page === null);
        if (page !== null)
          setEarlier({ events: [...(earlier?.events ?? []), ...page.events], nextCursor: page.nextCursor });
      });
    });
  };

  return (
    <>
      <h2 className="mb-1 font-medium">History</h2>
      <EventList events={[...latest.events, ...(earlier?.events ?? [])]} nameImages={false} />
      {failed ? (
        <Notice tone="danger" alert className="mb-3">
          What came before could not be loaded. Check your connection and try again.
        </Notice>
      ) : null}
      {nextCursor === null ? null : (
        <Button busy={busy} onClick={load}>
          Show earlier
        </Button>
      )}
    </>
  );
}

async function loadPage(imageId: string, cursor: string): Promise<AuditResponse> {
  const response = await fetch(`${paths.api.imageAudit(imageId)}?cursor=${encodeURIComponent(cursor)}`);
  if (!response.ok) throw new Error(`The history answered ${response.status}.`);
  return auditResponse.parse(await response.json());
}
