"use client";

import { RotateCw } from "lucide-react";
import { useTransition } from "react";
import { Button } from "@/components/ui/button";
import { Message } from "@/components/ui/message";
import { explainFailure } from "./failure-words";

type FailureProps = { error: unknown; retry: () => void };

/** In place of a page that failed: what happened, the way to try again, and the reference to report. */
export function Failure({ error, retry }: FailureProps) {
  const [busy, startTransition] = useTransition();
  const { title, explanation, reference } = explainFailure(error);
  return (
    <div role="alert">
      <Message
        heading
        title={title}
        className="py-24"
        action={
          <Button
            busy={busy}
            onClick={() => {
              startTransition(retry);
            }}
          >
            {busy ? null : <RotateCw aria-hidden />}
            Try again
          </Button>
        }
      >
        <p>{explanation}</p>
        {reference === null ? null : (
          <p className="text-xs">
            Reference <code className="font-mono wrap-anywhere">{reference}</code>
          </p>
        )}
      </Message>
    </div>
  );
}
