import "server-only";
import { type AuditActorKind, type AuditDetails, auditDetails, type AuditEvent } from "@/lib/images/audit";
import type { ListPosition } from "@/lib/images/list-cursor";
import { db } from "../client";
import { Prisma } from "../generated/client";
import { isUuid } from "../uuid";

export type AuditFilter = {
  /** A person's id, or a part of their name or e-mail address. */
  readonly person: string | null;
  readonly actorKind: AuditActorKind | null;
  readonly action: string | null;
  readonly imageId: string | null;
  readonly from: Date | null;
  /** Up to, but without. */
  readonly before: Date | null;
  readonly after: ListPosition | null;
  readonly limit: number;
};

type Row = {
  id: string;
  at: Date;
  actorKind: AuditActorKind;
  actorId: string | null;
  actorName: string | null;
  apiKeyId: string | null;
  apiKeyName: string | null;
  action: string;
  imageId: string | null;
  imageName: string | null;
  until: Date | null;
  details: AuditDetails;
};

/** The newest events that match, newest first, by keyset. */
export async function listAuditEvents(filter: AuditFilter): Promise<AuditEvent[]> {
  const conditions = toConditions(filter);
  const where =
    conditions.length === 0 ? Prisma.empty : Prisma.sql`WHERE ${Prisma.join(conditions, " AND ")}`;
  const rows = await db().$queryRaw<Row[]>`
    SELECT e."id", e."at", e."actorKind"::text, e."actorId", COALESCE(u."name", u."email") AS "actorName",
      e."apiKeyId", k."name" AS "apiKeyName", e."action", e."imageId",
      COALESCE(NULLIF(i."title", ''), i."filename") AS "imageName", e."until", e."details"
    FROM (SELECT * FROM "AuditEvent" e ${where} ORDER BY e."at" DESC, e."id" DESC LIMIT ${filter.limit}) e
    LEFT JOIN "User" u ON u."id" = e."actorId"
    LEFT JOIN "ApiKey" k ON k."id" = e."apiKeyId"
    LEFT JOIN "Image" i ON i."id" = e."imageId"
    ORDER BY e."at" DESC, e."id" DESC`;
  return rows.map(toEvent);
}

function toConditions(filter: AuditFilter): Prisma.Sql[] {
  const { person, actorKind, action, imageId, from, before, after } = filter;
  const conditions: Prisma.Sql[] = [];
  if (person !== null) conditions.push(byPerson(person));
  if (actorKind !== null) conditions.push(Prisma.sql`e."actorKind" = ${actorKind}::"AuditActor"`);
  if (action !== null) conditions.push(Prisma.sql`e."action" = ${action}`);
  if (imageId !== null) conditions.push(Prisma.sql`e."imageId" = ${imageId}::uuid`);
  if (from !== null) conditions.push(Prisma.sql`e."at" >= ${from}`);
  if (before !== null) conditions.push(Prisma.sql`e."at" < ${before}`);
  if (after !== null)
    conditions.push(Prisma.sql`(e."at", e."id") < (${after.createdAt}::timestamptz, ${after.id}::uuid)`);
  return conditions;
}

function byPerson(text: string): Prisma.Sql {
  if (isUuid(text)) return Prisma.sql`e."actorId" = ${text}::uuid`;
  const part = text.toLowerCase();
  return Prisma.sql`e."actorId" IN (
    SELECT "id" FROM "User" WHERE position(${part} in "email") > 0 OR position(${part} in lower("name")) > 0)`;
}

function toEvent({ actorKind, actorId, actorName, apiKeyId, apiKeyName, ...row }: Row): AuditEvent {
  return {
    ...row,
    actor: { kind: actorKind, id: actorId, name: actorName, apiKeyId, apiKeyName },
    details: auditDetails.parse(row.details),
  };
}
