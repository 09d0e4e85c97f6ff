/** How the findings of a report are arranged, on the page and in a terminal. Apart from the schemas, which a browser need not load. */
import { CHECKS, GROUPS } from "@/lib/installation/finding";
import type { FindingView } from "./health";

export type FindingGroup = {
  readonly group: string;
  readonly title: string;
  readonly findings: readonly FindingView[];
};

/** By what they are about; empty groups are left out. */
export function groupFindings(findings: readonly FindingView[]): FindingGroup[] {
  return Object.entries(GROUPS)
    .map(([group, title]) => ({
      group,
      title,
      findings: findings.filter(({ check }) => CHECKS[check].group === group),
    }))
    .filter((entry) => entry.findings.length > 0);
}

export function titleOf(check: FindingView["check"]): string {
  return CHECKS[check].title;
}
