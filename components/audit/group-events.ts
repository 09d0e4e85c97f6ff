/** A page of pictures hands out many URLs at once: what stands one below the other of one kind is told as one. */
import type { AuditEventView } from "@/lib/contracts/audit";

export type EventGroup = {
  /** The newest of the group. */
  readonly first: AuditEventView;
  /** All of them, newest first. */
  readonly events: readonly AuditEventView[];
  /** Until when the last of what was handed out works. */
  readonly until: string | null;
};

export function groupEvents(events: readonly AuditEventView[]): EventGroup[] {
  const groups: AuditEventView[][] = [];
  for (const event of events) {
    const last = groups.at(-1);
    if (last?.[0] !== undefined && belongTogether(last[0], event)) last.push(event);
    else groups.push([event]);
  }
  return groups.flatMap((group) => {
    const [first] = group;
    return first === undefined ? [] : [{ first, events: group, until: latest(group) }];
  });
}

function belongTogether(a: AuditEventView, b: AuditEventView): boolean {
  return (
    a.action === "url_signed" &&
    b.action === "url_signed" &&
    a.details.disposition === b.details.disposition &&
    a.actor.kind === b.actor.kind &&
    a.actor.id === b.actor.id &&
    a.actor.apiKeyId === b.actor.apiKeyId
  );
}

function latest(events: readonly AuditEventView[]): string | null {
  const ends = events.flatMap(({ until }) => (until === null ? [] : [until]));
  return ends.toSorted().at(-1) ?? null;
}
