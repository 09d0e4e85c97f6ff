"use client";

import { useState, useTransition } from "react";
import { Button } from "@/components/ui/button";
import { LocalTime } from "@/components/ui/local-time";
import { Notice } from "@/components/ui/notice";
import { Page } from "@/components/ui/page/page";
import { Section } from "@/components/ui/page/section";
import type { HealthReport } from "@/lib/contracts/health";
import { groupFindings } from "@/lib/contracts/health-groups";
import type { Problem } from "@/lib/contracts/problem";
import { CanaryReport } from "./canary-report";
import { FindingList } from "./finding-list";
import type { CanaryActions, Examine } from "./health-actions";
import { HealthSummary } from "./health-summary";
import { type CanaryState, runCanary } from "./run-canary";

type HealthScreenProps = {
  lastReport: HealthReport | null;
  examine: Examine;
  canary: CanaryActions;
};

/** The report on the installation: the last one, and a new one on demand, with a test from the very browser that asks. */
export function HealthScreen({ lastReport, examine, canary }: HealthScreenProps) {
  const [report, setReport] = useState(lastReport);
  const [problem, setProblem] = useState<Problem | "unreachable" | null>(null);
  const [canaryState, setCanaryState] = useState<CanaryState | null>(null);
  const [busy, startTransition] = useTransition();

  const run = () => {
    startTransition(async () => {
      setProblem(null);
      // One after the other: server actions queue, and the store's answers should not wait for each other.
      await runCanary(canary, setCanaryState);
      const answer = await examine({}).catch(() => null);
      if (answer?.ok === true) setReport(answer.value);
      else setProblem(answer === null ? "unreachable" : answer.problem);
    });
  };

  return (
    <Page
      title="Health"
      action={
        <Button variant="primary" busy={busy} onClick={run}>
          {busy ? "Running" : "Run now"}
        </Button>
      }
      summary={
        report === null ? (
          "Not run yet."
        ) : (
          <>
            Last run <LocalTime iso={report.examinedAt} />
          </>
        )
      }
    >
      <div role="status" className="sr-only">
        {busy ? "Looking at everything. This takes a few seconds." : ""}
      </div>
      {problem === null ? null : <RunFailed problem={problem} />}
      {report === null ? <Introduction /> : <HealthSummary findings={report.findings} />}
      {canaryState === null ? null : <CanaryReport state={canaryState} />}
      {report === null ? null : <Report report={report} />}
    </Page>
  );
}

/** What asks for something comes first, the rest by what it is about. */
function Report({ report: { findings } }: { report: HealthReport }) {
  const problems = findings.filter(({ status }) => status === "problem");
  const warnings = findings.filter(({ status }) => status === "warning");
  const rest = findings.filter(({ status }) => status === "ok" || status === "skipped");
  return (
    <>
      {problems.length + warnings.length === 0 ? null : (
        <Section title="To do">
          <FindingList findings={[...problems, ...warnings]} />
        </Section>
      )}
      {groupFindings(rest).map(({ group, title, findings: members }) => (
        <Section key={group} title={title}>
          <FindingList findings={members} />
        </Section>
      ))}
    </>
  );
}

function Introduction() {
  return (
    <p className="max-w-prose text-pretty text-muted">
      Looks at settings, clocks, bucket, database and background work, tries out what the store enforces, and
      sends a picture from this browser to the store and back. Nothing of it stays.
    </p>
  );
}

function RunFailed({ problem }: { problem: Problem | "unreachable" }) {
  if (problem === "unreachable") {
    return (
      <Notice tone="danger" title="No answer" alert>
        The server did not answer. Check your connection, then run it again.
      </Notice>
    );
  }
  return (
    <Notice tone="danger" title={problem.title} alert>
      {problem.detail ?? "Run it again in a moment."}
    </Notice>
  );
}
