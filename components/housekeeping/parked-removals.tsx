"use client";

import { LocalTime } from "@/components/ui/local-time";
import { AndMore, Row, Rows, Section } from "@/components/ui/page/section";
import type { Bounded, ParkedRemovalView } from "@/lib/contracts/housekeeping";
import type { RetryRemovals } from "./housekeeping-actions";
import { RemedyButton } from "./remedy-button";
import { count, countShown } from "./words";

type ParkedRemovalsProps = { parked: Bounded<ParkedRemovalView>; retryRemovals: RetryRemovals };

/** Objects whose removal failed so often that the worker gave up. */
export function ParkedRemovals({ parked: { rows, hasMore }, retryRemovals }: ParkedRemovalsProps) {
  const summary =
    rows.length === 0
      ? "None: what was deleted is gone from the bucket, or on its way."
      : `${countShown(rows.length, hasMore, "object", "objects")} could not be removed and wait for you.`;
  const retryAll = (
    <RemedyButton
      label="Try all removals again"
      done="The removals are tried again"
      work={() => retryRemovals({ key: null })}
    >
      Try all again
    </RemedyButton>
  );
  return (
    <Section title="Removals given up" summary={summary} actions={rows.length > 1 ? retryAll : undefined}>
      {rows.length === 0 ? null : (
        <Rows>
          {rows.map(({ key, tries, lastError, parkedAt }) => (
            <Row
              key={key}
              title={<code className="font-mono text-xs">{key}</code>}
              action={
                <RemedyButton
                  label={`Try to remove ${key} again`}
                  done="The removal is tried again"
                  work={() => retryRemovals({ key })}
                >
                  Try again
                </RemedyButton>
              }
            >
              {firstLine(lastError ?? "No reason was kept.")}
              <br />
              {count(tries, "try", "tries")}, given up <LocalTime iso={parkedAt} />
            </Row>
          ))}
        </Rows>
      )}
      {hasMore ? <AndMore /> : null}
    </Section>
  );
}

function firstLine(text: string): string {
  return text.split("\n")[0] ?? text;
}
