import "server-only";
import type { ObjectKey } from "@/lib/images/object-key";
import type { ObjectStorage } from "./object-storage";

const PATIENCE_MS = 1_500;

/** Removes dead objects now, if the store lets it; true when all are gone. What is left, the ledger's worker removes. */
export async function tryRemove(storage: ObjectStorage, dead: readonly ObjectKey[]): Promise<boolean> {
  const signal = AbortSignal.timeout(PATIENCE_MS);
  const removals = await Promise.allSettled(dead.map((key) => storage.remove(key, { signal })));
  return removals.every(({ status }) => status === "fulfilled");
}
