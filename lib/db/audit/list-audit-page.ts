import "server-only";
import { AppError } from "@/lib/errors";
import type { AuditEvent } from "@/lib/images/audit";
import { encodeCursor, parseCursor } from "@/lib/images/list-cursor";
import { type AuditFilter, listAuditEvents } from "./list-audit-events";

export type AuditPage = { readonly events: AuditEvent[]; readonly nextCursor: string | null };

const EVERYTHING = { person: null, actorKind: null, action: null, imageId: null, from: null, before: null };

/**
 * One page of the audit, newest first, and the cursor of the next; null at the end.
 * @throws AppError `invalid_request` for a cursor that is none of ours
 */
export async function listAuditPage(
  narrow: Partial<Omit<AuditFilter, "after" | "limit">>,
  cursor: string | undefined,
  limit: number,
): Promise<AuditPage> {
  const after = cursor === undefined ? null : parseCursor(cursor);
  if (cursor !== undefined && after === null) {
    throw new AppError("invalid_request", { detail: "The cursor is not one of ours. Begin the list anew." });
  }
  const found = await listAuditEvents({ ...EVERYTHING, ...narrow, after, limit: limit + 1 });
  const events = found.slice(0, limit);
  const last = events.at(-1);
  if (found.length <= limit || last === undefined) return { events, nextCursor: null };
  return { events, nextCursor: encodeCursor({ createdAt: last.at, id: last.id }) };
}
