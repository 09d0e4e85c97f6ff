import "server-only";
import { db } from "../client";

/** The revision of what the public may see, which triggers renew with every change of that; null when it has no row. */
export async function findPublicRevision(): Promise<string | null> {
  const row = await db().publicRevision.findUnique({ where: { id: 1 }, select: { revision: true } });
  return row?.revision ?? null;
}
