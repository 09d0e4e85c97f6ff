import "server-only";
import { type AuditQuery, type AuditResponse, AUDIT_PAGE, toAuditEventView } from "@/lib/contracts/audit";
import { listAuditPage } from "@/lib/db/audit/list-audit-page";
import type { AdminViewer } from "@/lib/images/viewer";

const DAY_MS = 86_400_000;

/** One page of everything that is on record, newest first. @throws AppError `invalid_request` for a foreign cursor */
export async function listAuditEvents({
  query,
}: {
  viewer: AdminViewer;
  query: AuditQuery;
}): Promise<AuditResponse> {
  const { events, nextCursor } = await listAuditPage(
    {
      person: query.person === undefined || query.person === "" ? null : query.person,
      actorKind: query.by ?? null,
      action: query.action ?? null,
      imageId: query.image ?? null,
      from: query.from === undefined ? null : new Date(query.from),
      before: query.to === undefined ? null : new Date(Date.parse(query.to) + DAY_MS),
    },
    query.cursor,
    AUDIT_PAGE,
  );
  return { events: events.map(toAuditEventView), nextCursor };
}
