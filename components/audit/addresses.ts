/** Addresses of the audit's page: what narrows it stands in the query. */
import type { AuditQuery } from "@/lib/contracts/audit";
import { paths } from "@/lib/paths";

export function auditAddress(query: Partial<AuditQuery> = {}): string {
  const given = Object.entries(query).filter(([, value]) => value !== undefined && value !== "");
  const text = new URLSearchParams(given.map(([name, value]) => [name, String(value)])).toString();
  return text === "" ? paths.audit() : `${paths.audit()}?${text}`;
}

/** Whether anything narrows it; the place in the list does not. */
export function isNarrowed(query: AuditQuery): boolean {
  return auditAddress({ ...query, cursor: undefined }) !== auditAddress();
}
