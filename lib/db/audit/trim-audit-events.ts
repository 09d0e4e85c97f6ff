import "server-only";
import { db } from "../client";

/** Deletes up to `limit` events that are older than `days` and hand out nothing that still works. Gives how many. */
export async function deleteOldAuditEvents(days: number, limit: number): Promise<number> {
  return db().$executeRaw`
    DELETE FROM "AuditEvent" WHERE "id" IN (
      SELECT "id" FROM "AuditEvent"
      WHERE "at" < now() - make_interval(days => ${days}) AND ("until" IS NULL OR "until" < now())
      ORDER BY "at" LIMIT ${limit} FOR UPDATE SKIP LOCKED)`;
}
