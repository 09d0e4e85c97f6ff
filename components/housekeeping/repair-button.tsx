"use client";

import { useState, useTransition } from "react";
import { Button } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { Notice } from "@/components/ui/notice";
import type { ActionAnswer } from "./housekeeping-actions";
import { count, explainProblem } from "./words";

type RepairButtonProps = { removable: number; graceHours: number; work: () => Promise<ActionAnswer> };

/** Removes what nobody knows, after asking. */
export function RepairButton({ removable, graceHours, work }: RepairButtonProps) {
  const [open, setOpen] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, startTransition] = useTransition();
  const what = count(removable, "unknown object", "unknown objects");
  const confirm = () => {
    startTransition(async () => {
      const answer = await work().catch(() => null);
      if (answer?.ok === true) setOpen(false);
      else setProblem(explainProblem(answer === null ? null : answer.problem));
    });
  };
  return (
    <ConfirmDialog
      open={open}
      onOpenChange={(opened) => {
        setOpen(opened);
        setProblem(null);
      }}
      trigger={<Button variant="quiet-danger">Remove {what}</Button>}
      title={`Remove ${what} from the bucket?`}
      confirm={busy ? "Starting" : `Remove ${what}`}
      busy={busy}
      onConfirm={confirm}
    >
      <p>
        Bucket and ledger are compared once more. What is still unknown then, and has been for {graceHours}{" "}
        hours, is removed from the bucket. This cannot be undone.
      </p>
      {problem === null ? null : (
        <Notice tone="danger" title="Nothing was removed" alert>
          {problem}
        </Notice>
      )}
    </ConfirmDialog>
  );
}
