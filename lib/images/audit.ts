/**
 * An audit event: who was given what, or who changed what. Changes are recorded by triggers in Postgres, in the
 * transaction of the change; what is handed out by `lib/db/audit/record-hand-outs.ts`, before it leaves.
 */
import { z } from "zod";
import type { Disposition } from "./image";
import type { ObjectKey } from "./object-key";
import type { ShownObject } from "./shown";
import type { Viewer } from "./viewer";

export const AUDIT_ACTIONS = [
  "url_signed",
  "upload_presigned",
  "upload_ended",
  "removals_retried",
  "image_registered",
  "image_described",
  "image_revoked",
  "image_deleted",
  "user_added",
  "user_changed",
  "user_removed",
  "api_key_added",
  "api_key_revoked",
] as const;
export type AuditAction = (typeof AUDIT_ACTIONS)[number];

/** `system`: a command, a job, or SQL by hand. */
export const AUDIT_ACTORS = ["person", "program", "anonymous", "system"] as const;
export type AuditActorKind = (typeof AUDIT_ACTORS)[number];

export type AuditActor = {
  readonly kind: AuditActorKind;
  readonly id: string | null;
  readonly apiKeyId: string | null;
};

const scalar = z.union([z.string(), z.number(), z.boolean(), z.null()]);

/** What else is told of an event, each part where it makes sense; a later version may tell more. */
export const auditDetails = z.looseObject({
  filename: z.string().optional(),
  filetype: z.string().optional(),
  size: z.number().optional(),
  /** Of removals that were tried again: how many. */
  count: z.number().optional(),
  title: z.string().optional(),
  variant: z.string().optional(),
  disposition: z.string().optional(),
  /** Field by field: what it was, what it is since. */
  changes: z.record(z.string(), z.strictObject({ from: scalar, to: scalar })).optional(),
  /** Of users and API keys. */
  email: z.string().optional(),
  name: z.string().optional(),
  role: z.string().optional(),
  newPassword: z.boolean().optional(),
  /** Why the product did it by itself. */
  reason: z.string().optional(),
  /** The program that the system's change came from, as Postgres knows it. */
  by: z.string().optional(),
});
export type AuditDetails = z.infer<typeof auditDetails>;

export type AuditEvent = {
  readonly id: string;
  readonly at: Date;
  readonly actor: AuditActor & { readonly name: string | null; readonly apiKeyName: string | null };
  readonly action: string;
  readonly imageId: string | null;
  /** Null when the image is gone, or when the event is about none. */
  readonly imageName: string | null;
  /** Until when what was handed out works; null for changes. */
  readonly until: Date | null;
  readonly details: AuditDetails;
};

/** A viewer as the record names them. */
export function toAuditActor(viewer: Viewer): AuditActor {
  if (viewer.kind === "anonymous") return { kind: "anonymous", id: null, apiKeyId: null };
  const apiKeyId = viewer.apiKeyId ?? null;
  return { kind: apiKeyId === null ? "person" : "program", id: viewer.id, apiKeyId };
}

/** A signed URL as the record keeps it: everything but the URL. */
export type HandOut = {
  readonly imageId: string;
  /** The object that it opens; a new one after a revocation. */
  readonly key: ObjectKey;
  readonly variant: string;
  readonly disposition: Disposition;
  /** When the URL stops working. */
  readonly until: Date;
};

/** The hand-out of one object of an image; `expiresAt` as ISO 8601. Of several that are given together, the largest. */
export function handOutOf(
  imageId: string,
  { key, name }: ShownObject,
  disposition: Disposition,
  { expiresAt }: { readonly expiresAt: string },
): HandOut {
  return { imageId, key, variant: name, disposition, until: new Date(expiresAt) };
}
