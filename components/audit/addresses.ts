/** Addresses of the audit's page: what narrows it stands in the query. */
import type { AuditQuery } from "@/lib/contracts/audit";
import type { FilterChip } from "@/components/ui/filter-chips";
import { paths } from "@/lib/paths";
import { ACTION_NAMES, ACTOR_NAMES } from "./event-words";

export function auditAddress(query: Partial<AuditQuery> = {}): string {
  const given = Object.entries(query).filter(([, value]) => value !== undefined && value !== "");
  const text = new URLSearchParams(given.map(([name, value]) => [name, String(value)])).toString();
  return text === "" ? paths.audit() : `${paths.audit()}?${text}`;
}

/** What narrows it, each with the address of the page without it. */
export function auditChips(query: AuditQuery): FilterChip[] {
  const { person, by, action, image, from, to } = query;
  const chips: (FilterChip | null)[] = [
    chip(person === undefined ? null : `“${person}”`, { ...query, person: undefined }),
    chip(by === undefined ? null : ACTOR_NAMES[by], { ...query, by: undefined }),
    chip(action === undefined ? null : ACTION_NAMES[action], { ...query, action: undefined }),
    chip(image === undefined ? null : `Image ${image.slice(0, 8)}`, { ...query, image: undefined }),
    chip(from === undefined ? null : `From ${from}`, { ...query, from: undefined }),
    chip(to === undefined ? null : `To ${to}`, { ...query, to: undefined }),
  ];
  return chips.filter((each) => each !== null);
}

function chip(label: string | null, without: AuditQuery): FilterChip | null {
  return label === null ? null : { label, href: auditAddress({ ...without, cursor: undefined }) };
}

/** Whether anything narrows it; the place in the list does not. */
export function isNarrowed(query: AuditQuery): boolean {
  return auditAddress({ ...query, cursor: undefined }) !== auditAddress();
}
