/** The audit's record, as the tests read it. */
import { type AuditEventView, auditResponse } from "@/lib/contracts/audit";
import type { ApiClient } from "./api-client";
import { sql } from "./database";

export type AuditRow = {
  actorKind: string;
  actorId: string | null;
  apiKeyId: string | null;
  action: string;
  until: Date | null;
  details: Record<string, unknown>;
};

/** What is on record of an image, oldest first, straight from the table. */
export function recordOf(imageId: string): Promise<AuditRow[]> {
  return sql<AuditRow>(
    `SELECT "actorKind"::text, "actorId", "apiKeyId", "action", "until", "details" FROM "AuditEvent"
     WHERE "imageId" = $1 ORDER BY "at", "id"`,
    [imageId],
  );
}

/** The history that the API gives of an image, newest first. */
export async function historyOf(client: ApiClient, imageId: string): Promise<AuditEventView[]> {
  const { status, body } = await client.call(`/images/${imageId}/audit?limit=200`);
  if (status !== 200) throw new Error(`No history: ${JSON.stringify(body)}`);
  return auditResponse.parse(body).events;
}
