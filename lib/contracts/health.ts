/** The report on the installation, as the admin's page and `npm run doctor -- --json` show it. */
import { z } from "zod";
import { CHECKS, GROUPS, STATUSES } from "@/lib/installation/finding";

const isCheck = (name: string): name is keyof typeof CHECKS => Object.hasOwn(CHECKS, name);

export const findingView = z.strictObject({
  check: z.string().refine(isCheck),
  status: z.enum(STATUSES),
  what: z.string(),
  why: z.string(),
  remedy: z.strictObject({ say: z.string(), paste: z.string().nullable() }).nullable(),
});
export type FindingView = z.infer<typeof findingView>;

export const healthReport = z.strictObject({
  examinedAt: z.iso.datetime(),
  findings: z.array(findingView),
});
export type HealthReport = z.infer<typeof healthReport>;

/** The findings by what they are about, in the order in which they are shown. */
export function groupFindings(findings: readonly FindingView[]) {
  return Object.entries(GROUPS)
    .map(([group, title]) => ({
      group,
      title,
      findings: findings.filter(({ check }) => CHECKS[check].group === group),
    }))
    .filter((entry) => entry.findings.length > 0);
}
