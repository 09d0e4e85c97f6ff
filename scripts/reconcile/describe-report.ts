// A report of reconciling as a person reads it in a terminal.
import { FINDING_KINDS, type FindingKind } from "@/lib/images/reconcile/difference";
import type { Finding, ReconcileReport } from "@/lib/images/reconcile/report";

const MAX_LINES = 20;

const WORDS: Readonly<Record<FindingKind, string>> = {
  unknown_object: "objects that the ledger does not know",
  outside_object: "objects outside of our prefixes (never touched)",
  missing_object: "objects missing from the bucket",
  changed_object: "objects that differ from their row",
  overdue_removal: "dead objects that should be gone",
  overdue_intent: "announced keys that should be let go of",
  unknown_multipart: "multipart uploads that nobody knows",
};

export function describeReport(report: ReconcileReport, findings: readonly Finding[]): string {
  if (report.state !== "completed") return `Aborted: ${report.reason ?? "no reason was kept"}`;
  const lines = [`Compared ${report.objects} objects with ${report.ledgerKeys} keys of the ledger.`];
  for (const kind of FINDING_KINDS)
    if (report.found[kind] > 0)
      lines.push(
        `${report.found[kind]} ${WORDS[kind]}`,
        ...linesOf(findings.filter((finding) => finding.kind === kind)),
      );
  if (lines.length === 1) lines.push("They agree.");
  if (report.brake !== null) lines.push(`Held: ${report.brake}`);
  if (report.repairedAt !== null) lines.push(`Removed ${report.removed}.`);
  return lines.join("\n");
}

function linesOf(findings: readonly Finding[]): string[] {
  const shown = findings
    .slice(0, MAX_LINES)
    .map(({ key, firstSeenAt, sightings }) => `  ${key}  since ${firstSeenAt.toISOString()}, ${sightings}x`);
  return findings.length > MAX_LINES ? [...shown, `  … and ${findings.length - MAX_LINES} more`] : shown;
}
