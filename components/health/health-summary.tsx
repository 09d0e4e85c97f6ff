import { Notice } from "@/components/ui/notice";
import type { FindingView } from "@/lib/contracts/health";

/** One line over all findings. */
export function HealthSummary({ findings }: { findings: readonly FindingView[] }) {
  const count = (status: FindingView["status"]) =>
    findings.filter((finding) => finding.status === status).length;
  const [problems, warnings] = [count("problem"), count("warning")];
  if (problems > 0) {
    return (
      <Notice tone="danger">
        {inWords(problems, "problem")}
        {warnings > 0 ? ` and ${inWords(warnings, "warning")}` : ""}. What to do stands with each.
      </Notice>
    );
  }
  if (warnings > 0)
    return <Notice tone="warning">{inWords(warnings, "warning")}. What to do stands with each.</Notice>;
  return <Notice tone="success">All well.</Notice>;
}

function inWords(count: number, noun: string): string {
  return count === 1 ? `1 ${noun}` : `${count} ${noun}s`;
}
