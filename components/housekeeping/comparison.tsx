"use client";

import { useState } from "react";
import { formatCount } from "@/components/ui/format-count";
import { LocalTime } from "@/components/ui/local-time";
import { Notice } from "@/components/ui/notice";
import { Section } from "@/components/ui/page/section";
import { useRefreshWhile } from "@/components/ui/use-refresh-while";
import type { Housekeeping, ReportView } from "@/lib/contracts/housekeeping";
import { FINDING_KINDS } from "@/lib/images/reconcile/difference";
import { Findings } from "./findings";
import type { Reconcile } from "./housekeeping-actions";
import { RemedyButton } from "./remedy-button";
import { RepairButton } from "./repair-button";
import { describeScope } from "./words";

type ComparisonProps = Pick<
  Housekeeping,
  "latest" | "completed" | "findings" | "removable" | "graceHours" | "guard"
> & { reconcile: Reconcile };

/** Bucket and ledger side by side: the last comparison, what it found, and what can be done. */
export function Comparison({ latest, completed, findings, reconcile, ...rest }: ComparisonProps) {
  const { running, expectNew } = useRunning(latest);
  const work = async (repair: boolean) => {
    const answer = await reconcile({ repair });
    if (answer.ok) expectNew();
    return answer;
  };
  const { removable, graceHours, guard } = rest;
  const differs = completed !== null && FINDING_KINDS.some((kind) => completed.found[kind] > 0);
  const actions = (
    <>
      <RemedyButton label="Compare bucket and ledger now" done="Comparing" work={() => work(false)}>
        Compare now
      </RemedyButton>
      {removable > 0 && completed?.brake === null && guard === null ? (
        <RepairButton removable={removable} graceHours={graceHours} work={() => work(true)} />
      ) : null}
    </>
  );
  return (
    <Section
      title="Bucket and ledger"
      summary={<Summary running={running} completed={completed} differs={differs} />}
      actions={actions}
    >
      <Brakes latest={latest} completed={completed} guard={guard} />
      {completed !== null && differs ? (
        <Findings found={completed.found} findings={findings} graceHours={graceHours} removable={removable} />
      ) : null}
    </Section>
  );
}

function Summary(props: { running: boolean; completed: ReportView | null; differs: boolean }) {
  const { running, completed, differs } = props;
  if (running) return <span role="status">Comparing. This page shows the outcome when it is there.</span>;
  if (completed === null) return "Not compared yet. A worker does it every night.";
  return (
    <>
      {differs ? "They differed" : "They agreed"}{" "}
      <LocalTime iso={completed.finishedAt ?? completed.startedAt} />: {describeScope(completed)}.
      {completed.repairedAt === null ? "" : ` ${formatCount(completed.removed)} removed since.`}
    </>
  );
}

function Brakes(props: { latest: ReportView | null; completed: ReportView | null; guard: string | null }) {
  const { latest, completed, guard } = props;
  if (guard !== null)
    return (
      <Notice tone="danger" title="Nothing is removed until somebody has looked">
        {guard} If both are right as they are, run{" "}
        <code className="font-mono text-xs wrap-anywhere">npm run reconcile -- --confirm-restore</code>
      </Notice>
    );
  if (latest?.state === "aborted")
    return (
      <Notice tone="warning" title="The last comparison was aborted">
        {latest.reason} Nothing was learned from it.
      </Notice>
    );
  if (completed !== null && completed.brake !== null)
    return (
      <Notice tone="warning" title="Removing is held">
        {completed.brake}
      </Notice>
    );
  return null;
}

/** Asks for the page anew while a comparison runs, or until the one that was asked for has begun. */
function useRunning(latest: ReportView | null): { running: boolean; expectNew: () => void } {
  const [replaced, setReplaced] = useState<string | null | undefined>(undefined);
  const awaited = replaced !== undefined && (latest?.id ?? null) === replaced;
  const running = awaited || latest?.state === "running";
  useRefreshWhile(running, () => setReplaced(undefined));
  return { running, expectNew: () => setReplaced(latest?.id ?? null) };
}
