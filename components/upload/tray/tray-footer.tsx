"use client";

import { formatCount } from "@/components/ui/format-count";
import { Button } from "@/components/ui/button";
import type { RunTotals } from "../progress/run-totals";
import { useUploads } from "../upload-context";

/** What may be done with all of them. */
export function TrayFooter({ totals: { list } }: { totals: RunTotals }) {
  const { engine } = useUploads();
  const isClearable = list.done + list.cancelled > 0;
  if (list.active === 0 && list.retryable === 0 && !isClearable) return null;
  return (
    <footer className="flex flex-wrap justify-end gap-1.5 border-t border-line px-3 py-2">
      {isClearable ? (
        <Button variant="quiet" onClick={() => engine.clearFinished()}>
          Clear finished
        </Button>
      ) : null}
      {list.active > 0 ? (
        <Button variant="quiet" onClick={() => engine.cancelAll()}>
          Cancel all
        </Button>
      ) : null}
      {list.retryable > 0 ? (
        <Button onClick={() => engine.retryFailed()}>Retry failed ({formatCount(list.retryable)})</Button>
      ) : null}
    </footer>
  );
}
