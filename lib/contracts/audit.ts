/** Requests and answers about the audit (docs/api.md): who was given what, and who changed what. */
import { z } from "zod";
import { AUDIT_ACTIONS, AUDIT_ACTORS, auditDetails, type AuditEvent } from "@/lib/images/audit";
import { text } from "./text";

export const AUDIT_PAGE = 50;
export const MAX_AUDIT_PAGE = 200;

export const auditEventSchema = z.strictObject({
  id: z.uuid(),
  at: z.iso.datetime(),
  actor: z.strictObject({
    kind: z.enum(AUDIT_ACTORS),
    /** The person, or the person whose API key the program showed. */
    id: z.uuid().nullable(),
    /** Null when the account is gone. */
    name: z.string().nullable(),
    apiKeyId: z.uuid().nullable(),
    apiKeyName: z.string().nullable(),
  }),
  action: z.string(),
  imageId: z.uuid().nullable(),
  imageName: z.string().nullable(),
  /** Until when what was handed out works; null for changes. */
  until: z.iso.datetime().nullable(),
  details: auditDetails,
});
/** An audit event as pages and the API show it. */
export type AuditEventView = z.infer<typeof auditEventSchema>;

export function toAuditEventView(event: AuditEvent): AuditEventView {
  return { ...event, at: event.at.toISOString(), until: event.until?.toISOString() ?? null };
}

export const imageAuditQuery = z.strictObject({
  cursor: z.string().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(MAX_AUDIT_PAGE).default(AUDIT_PAGE),
});
export type ImageAuditQuery = z.output<typeof imageAuditQuery>;

const UUID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/i;

/** What narrows the audit's page. Days are those of UTC. */
export const auditQuery = z.strictObject({
  person: text(200).trim().optional(),
  by: z.enum(AUDIT_ACTORS).optional(),
  action: z.enum(AUDIT_ACTIONS).optional(),
  /** An image's id, or an address with it inside. */
  image: text(500)
    .transform((value) => UUID.exec(value)?.[0].toLowerCase())
    .pipe(z.string())
    .optional(),
  from: z.iso.date().optional(),
  to: z.iso.date().optional(),
  cursor: z.string().max(200).optional(),
});
export type AuditQuery = z.output<typeof auditQuery>;

export const auditResponse = z.strictObject({
  events: z.array(auditEventSchema),
  nextCursor: z.string().nullable(),
});
export type AuditResponse = z.infer<typeof auditResponse>;
