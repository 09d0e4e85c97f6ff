"use client";

import { useTransition } from "react";
import { Button } from "@/components/ui/button";
import { showToast } from "@/components/ui/toast";
import type { ActionAnswer } from "./housekeeping-actions";
import { explainProblem } from "./words";

type RemedyButtonProps = {
  children: string;
  /** What the button is for, where its text alone does not say it. */
  label: string;
  done: string;
  work: () => Promise<ActionAnswer>;
};

/** Does one thing that can be done again; a toast says what became of it. */
export function RemedyButton({ children, label, done, work }: RemedyButtonProps) {
  const [busy, startTransition] = useTransition();
  const start = () => {
    startTransition(async () => {
      const answer = await work().catch(() => null);
      if (answer?.ok === true) showToast("success", done);
      else showToast("error", explainProblem(answer === null ? null : answer.problem));
    });
  };
  return (
    <Button busy={busy} onClick={start} aria-label={label}>
      {children}
    </Button>
  );
}
