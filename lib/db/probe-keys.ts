import "server-only";
import type { ObjectKey } from "@/lib/images/object-key";
import { db } from "./client";

/**
 * Keys of a probe or of a canary: in the ledger before anything is written to them, and dead from the first, so that
 * whatever becomes of the process, the worker removes what lies there.
 */

/** As long as whoever announced them may need them; the worker leaves them alone until then. */
const MINUTES = 5;

export async function announceDeadKeys(keys: readonly ObjectKey[]): Promise<void> {
  const until = new Date(Date.now() + MINUTES * 60_000);
  await db().storedObject.createMany({
    data: keys.map((key) => ({ key, state: "dead" as const, writableUntil: until, removeAt: until })),
  });
}

/** When their objects are gone, and nothing can write them any more. */
export async function forgetDeadKeys(keys: readonly ObjectKey[]): Promise<void> {
  await db().storedObject.deleteMany({ where: { key: { in: [...keys] }, state: "dead" } });
}

/** Whether a key was announced here, not long ago: it belongs to no upload and to no image. */
export async function isAnnouncedDeadKey(key: ObjectKey): Promise<boolean> {
  const row = await db().storedObject.findFirst({
    where: { key, state: "dead", uploadId: null, imageId: null, writableUntil: { gt: new Date() } },
    select: { key: true },
  });
  return row !== null;
}
