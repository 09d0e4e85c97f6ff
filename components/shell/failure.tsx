"use client";

import { useTransition } from "react";
import { buttonStyles } from "@/components/ui/button-styles";
import { Message } from "@/components/ui/message";
import { explainFailure } from "./failure-words";

type FailureProps = { error: unknown; retry: () => void };

/**
 * In place of a page that failed: what happened, the way to try again, and the reference to report. Every page, also
 * the public one, carries this along; so it is made of little.
 */
export function Failure({ error, retry }: FailureProps) {
  const [busy, startTransition] = useTransition();
  const { title, explanation, reference } = explainFailure(error);
  return (
    <div role="alert">
      <Message
        heading
        title={title}
        action={
          <button
            type="button"
            aria-disabled={busy}
            className={buttonStyles()}
            onClick={() => {
              startTransition(retry);
            }}
          >
            {busy ? "Trying again" : "Try again"}
          </button>
        }
      >
        <p>{explanation}</p>
        {reference === null ? null : (
          <p className="text-xs">
            If it stays, report <code className="font-mono wrap-anywhere">{reference}</code>
          </p>
        )}
      </Message>
    </div>
  );
}
