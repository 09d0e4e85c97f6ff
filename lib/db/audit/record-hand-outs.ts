import "server-only";
import { type HandOut, toAuditActor } from "@/lib/images/audit";
import type { Viewer } from "@/lib/images/viewer";
import { db } from "../client";

/**
 * What this process has on record already: a URL is the same within its signing window, and so is who was given it.
 * Shared between pages and routes, which are built apart.
 */
declare global {
  var signetHandOuts: Map<string, number> | undefined;
}
const MAX_REMEMBERED = 50_000;

/**
 * Records signed URLs before they leave, many in one statement. The same one for the same viewer is recorded once.
 * @throws AppError `database_unavailable`: what cannot be recorded is not handed out
 */
export async function recordHandOuts(viewer: Viewer, handOuts: readonly HandOut[]): Promise<void> {
  const actor = toAuditActor(viewer);
  const known = (globalThis.signetHandOuts ??= new Map<string, number>());
  const fresh = new Map<string, HandOut>();
  for (const handOut of handOuts) {
    const { key, disposition, until } = handOut;
    const name = [actor.kind, actor.id, actor.apiKeyId, key, disposition, until.getTime()].join(" ");
    if (!known.has(name)) fresh.set(name, handOut);
  }
  if (fresh.size === 0) return;
  const rows = [...fresh.values()].map(({ imageId, variant, disposition, until }) => ({
    imageId,
    variant,
    disposition,
    until,
  }));
  await db().$executeRaw`
    INSERT INTO "AuditEvent" ("actorKind", "actorId", "apiKeyId", "action", "imageId", "until", "details")
    SELECT ${actor.kind}::"AuditActor", ${actor.id}::uuid, ${actor.apiKeyId}::uuid, 'url_signed',
      r."imageId", r."until", jsonb_build_object('variant', r."variant", 'disposition', r."disposition")
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      AS r("imageId" uuid, "variant" text, "disposition" text, "until" timestamptz)`;
  for (const [name, { until }] of fresh) known.set(name, until.getTime());
  if (known.size > MAX_REMEMBERED) forget(known);
}

/** What has ended is never handed out again; should that not be enough, all of it is recorded anew. */
function forget(known: Map<string, number>): void {
  for (const [name, until] of known) if (until < Date.now()) known.delete(name);
  if (known.size > MAX_REMEMBERED) known.clear();
}
