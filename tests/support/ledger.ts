/** The ledger of uploads and objects, as the tests read it and as they move its clocks. */
import { sql, sqlOne } from "./database";

/** The ledger's row of a key, without its dates. */
export function ledgerOf(key: string): Promise<{ state: string }[]> {
  return sql<{ state: string }>(`SELECT "state"::text FROM "StoredObject" WHERE "key" = $1`, [key]);
}

/** The state of an upload. */
export async function stateOf(uploadId: string): Promise<string> {
  const query = `SELECT "state"::text FROM "Upload" WHERE "id" = $1`;
  return (await sqlOne<{ state: string }>(query, [uploadId])).state;
}

/** As if all that time had passed since the key was last written down. */
export function endWritability(key: string): Promise<unknown[]> {
  return sql(
    `UPDATE "StoredObject" SET "writableUntil" = now() - interval '2 seconds', "removeAt" = now() - interval '1 second'
     WHERE "key" = $1`,
    [key],
  );
}

/** As if nobody had registered it in time. */
export function expireUpload(uploadId: string): Promise<unknown[]> {
  return sql(`UPDATE "Upload" SET "expiresAt" = now() - interval '1 second' WHERE "id" = $1`, [uploadId]);
}

/** As if pauses after failed removals were over, and the claims of a process that is gone. */
export function makeRemovalsDue(): Promise<unknown[]> {
  return sql(
    `UPDATE "StoredObject" SET "removeAt" = now()
     WHERE "state" = 'dead' AND "removeAt" <> "writableUntil" + interval '1 second'`,
  );
}
