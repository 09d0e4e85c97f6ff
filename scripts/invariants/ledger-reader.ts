// The object ledger as the checker sees it, with what the images say of their originals.
import type { Pool } from "pg";

export type LedgerRow = {
  readonly key: string;
  readonly state: "intent" | "live" | "dead";
  /** Something may still write it. */
  readonly writable: boolean;
  /** Of the image whose original this is, or of the variant, which has no SHA-256; null for every other key. */
  readonly size: string | null;
  readonly sha256: string | null;
  readonly etag: string | null;
};

const SELECT = `SELECT o."key", o."state"::text, o."writableUntil" > now() AS writable, i."sha256",
    COALESCE(i."size", v."size") AS "size", COALESCE(i."etag", v."etag") AS "etag"
  FROM "StoredObject" o LEFT JOIN "Image" i ON i."objectKey" = o."key" LEFT JOIN "Variant" v ON v."objectKey" = o."key"`;
const PAGE = 1_000;

/** Every row, in the order of the bytes of its key, as they are at one moment; a page at a time. */
export async function* readLedger(database: Pool): AsyncGenerator<LedgerRow, void> {
  const client = await database.connect();
  try {
    await client.query("BEGIN TRANSACTION READ ONLY ISOLATION LEVEL REPEATABLE READ");
    await client.query(`DECLARE ledger NO SCROLL CURSOR FOR ${SELECT} ORDER BY o."key" COLLATE "C"`);
    for (;;) {
      const { rows } = await client.query<LedgerRow>(`FETCH ${PAGE} FROM ledger`);
      yield* rows;
      if (rows.length < PAGE) break;
    }
  } finally {
    await client.query("ROLLBACK");
    client.release();
  }
}

/** The row of one key as it is now. */
export async function findLedgerRow(database: Pool, key: string): Promise<LedgerRow | null> {
  const { rows } = await database.query<LedgerRow>(`${SELECT} WHERE o."key" = $1`, [key]);
  return rows[0] ?? null;
}
