/** Audit events in words: who, what, and which fields changed. */
import type { AuditEventView } from "@/lib/contracts/audit";
import type { AuditAction, AuditActorKind } from "@/lib/images/audit";

export const ACTION_NAMES: Readonly<Record<AuditAction, string>> = {
  url_signed: "Given a URL",
  upload_presigned: "Given an upload URL",
  upload_ended: "Upload ended",
  removals_retried: "Removals tried again",
  image_registered: "Uploaded",
  image_described: "Changed",
  image_revoked: "URLs revoked",
  image_deleted: "Deleted",
  user_added: "Person added",
  user_changed: "Person changed",
  user_removed: "Person removed",
  api_key_added: "API key made",
  api_key_revoked: "API key revoked",
};

export const ACTOR_NAMES: Readonly<Record<AuditActorKind, string>> = {
  person: "People",
  program: "Programs",
  anonymous: "Anonymous readers",
  system: "The system",
};

const FIELD_NAMES: Readonly<Record<string, string>> = {
  alt: "alt text",
  filename: "file name",
  hasPassword: "password",
  email: "e-mail address",
};

/** Whoever did it, or was given it. */
export function nameActor({ actor, details }: AuditEventView): string {
  const person = actor.name ?? "Somebody whose account is gone";
  switch (actor.kind) {
    case "person":
      return person;
    case "program":
      return `${person} (API key ${actor.apiKeyName ?? "that is gone"})`;
    case "anonymous":
      return "An anonymous reader";
    case "system":
      return details.by === undefined ? "The system" : `The system (${details.by})`;
  }
}

/** What was done, as it goes on after the actor's name; the image itself is named beside it. */
export function describeAction({ action, details }: AuditEventView): string {
  const email = details.email ?? "a person";
  switch (action) {
    case "url_signed":
      return details.disposition === "attachment" ? "was given a URL to download" : "was given a URL to see";
    case "upload_presigned":
      return `was given a URL to upload ${details.filename ?? "a file"}`;
    case "upload_ended":
      return `ended the upload of ${details.filename ?? "a file"}`;
    case "removals_retried":
      return `had ${details.count === 1 ? "a removal" : `${details.count ?? "some"} removals`} tried again`;
    case "image_registered":
      return "uploaded";
    case "image_described":
      return `changed ${listFields(details.changes)} of`;
    case "image_revoked":
      return details.reason === "made_private"
        ? "ended the URLs, by making it private, of"
        : "ended all URLs of";
    case "image_deleted":
      return "deleted";
    case "user_added":
      return `added ${email} as ${details.role ?? "somebody"}`;
    case "user_changed":
      return `changed ${listFields(details.changes, details.newPassword)} of ${email}`;
    case "user_removed":
      return `removed ${email}`;
    case "api_key_added":
      return `made the API key ${details.name ?? ""}`;
    case "api_key_revoked":
      return `revoked the API key ${details.name ?? ""}`;
    default:
      return action;
  }
}

type Changes = NonNullable<AuditEventView["details"]["changes"]>;

/** The fields that changed, with what they were and what they are: `["Title", "Sea", "Harbour"]`. */
export function listChanges(changes: Changes | undefined): { field: string; from: string; to: string }[] {
  return Object.entries(changes ?? {}).map(([field, { from, to }]) => ({
    field: nameField(field),
    from: sayValue(from),
    to: sayValue(to),
  }));
}

function listFields(changes: Changes | undefined, newPassword = false): string {
  const names = Object.keys(changes ?? {})
    .filter((field) => !(newPassword && field === "hasPassword"))
    .map(nameField);
  if (newPassword) names.push("password");
  return names.length === 0 ? "something" : names.join(", ");
}

function nameField(field: string): string {
  return FIELD_NAMES[field] ?? field;
}

function sayValue(value: Changes[string]["from"]): string {
  if (value === null || value === "") return "nothing";
  return typeof value === "boolean" ? (value ? "yes" : "no") : String(value);
}
