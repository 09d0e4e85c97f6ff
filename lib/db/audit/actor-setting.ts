import "server-only";
import { toAuditActor } from "@/lib/images/audit";
import type { Viewer } from "@/lib/images/viewer";
import { Prisma } from "../generated/client";

/**
 * SQL that tells the audit's triggers who asks for the change; it holds until the end of the transaction. Without it
 * they record the system. A statement must use it where it is surely evaluated: in a row that it goes on to read.
 */
export function setActor(viewer: Viewer, reason?: string): Prisma.Sql {
  const actor = JSON.stringify({ ...toAuditActor(viewer), reason });
  return Prisma.sql`set_config('signet.actor', ${actor}, true)`;
}
