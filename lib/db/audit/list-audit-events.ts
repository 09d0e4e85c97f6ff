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
  const rows = await db().$queryRaw<Row[]>`
    SELECT e."id", e."at", e."actorKind"::text, e."actorId", COALESCE(u."name", u."email") AS "actorName",
      e."apiKeyId", k."name" AS "apiKeyName", e."action", e."imageId",
      COALESCE(NULLIF(i."title", ''), i."filename") AS "imageName", e."until", e."details"
    FROM (${newest(filter)}) e
    LEFT JOIN "User" u ON u."id" = e."actorId"
    LEFT JOIN "ApiKey" k ON k."id" = e."apiKeyId"
    LEFT JOIN "Image" i ON i."id" = e."imageId"
    ORDER BY e."at" DESC, e."id" DESC`;
  return rows.map(toEvent);
}

/** Of people who are named in part, the newest of each first: who has done little need not be looked for among all. */
function newest(filter: AuditFilter): Prisma.Sql {
  const { person, limit } = filter;
  const conditions = toConditions(filter);
  const order = Prisma.sql`ORDER BY e."at" DESC, e."id" DESC LIMIT ${limit}`;
  const events = (conditions: readonly Prisma.Sql[]) => Prisma.sql`
    SELECT e.* FROM "AuditEvent" e WHERE ${Prisma.join([Prisma.sql`true`, ...conditions], " AND ")} ${order}`;
  if (person === null) return events(conditions);
  if (isUuid(person)) return events([Prisma.sql`e."actorId" = ${person}::uuid`, ...conditions]);
  const part = person.toLowerCase();
  return Prisma.sql`
    SELECT e.* FROM "User" p
    CROSS JOIN LATERAL (${events([Prisma.sql`e."actorId" = p."id"`, ...conditions])}) e
    WHERE position(${part} in p."email") > 0 OR position(${part} in lower(p."name")) > 0 ${order}`;
}

function toConditions(filter: AuditFilter): Prisma.Sql[] {
  const { actorKind, action, imageId, from, before, after } = filter;
  const conditions: Prisma.Sql[] = [];
  if (actorKind !== null) conditions.push(Prisma.sql`e."actorKind" = ${actorKind}::"AuditActor"`);
  if (action !== null) conditions.push(Prisma.sql`e."action" = ${action}`);
  if (imageId !== null) conditions.push(Prisma.sql`e."imageId" = ${imageId}::uuid`);
  if (from !== null) conditions.push(Prisma.sql`e."at" >= ${from}`);
  if (before !== null) conditions.push(Prisma.sql`e."at" < ${before}`);
  if (after !== null)
    conditions.push(Prisma.sql`(e."at", e."id") < (${after.createdAt}::timestamptz, ${after.id}::uuid)`);
  return conditions;
}

function toEvent({ actorKind, actorId, actorName, apiKeyId, apiKeyName, ...row }: Row): AuditEvent {
  return {
    ...row,
    actor: { kind: actorKind, id: actorId, name: actorName, apiKeyId, apiKeyName },
    details: auditDetails.parse(row.details),
  };
}
