import "server-only";
import { deleteOldAuditEvents } from "@/lib/db/audit/trim-audit-events";
import { env } from "@/lib/env";
import { log } from "@/lib/log";

const BATCH = 2_000;

/** Forgets audit events that are older than the setting says, a bounded number at a time. Gives how many. */
export async function trimAuditEvents({
  days = env().AUDIT_DAYS,
  maxBatches = 20,
}: {
  days?: number;
  maxBatches?: number;
}): Promise<number> {
  let total = 0;
  for (let batch = 0; batch < maxBatches; batch += 1) {
    const trimmed = await deleteOldAuditEvents(days, BATCH);
    total += trimmed;
    if (trimmed < BATCH) break;
  }
  if (total > 0) log.info({ operation: "trim-audit-events", trimmed: total });
  return total;
}
