// Much work on few tables at once: without their indexes, foreign keys and some triggers, which are there again at its end.
import type { Client } from "pg";

type Definition = { readonly drop: string; readonly create: string };

/**
 * Calls `work` inside the transaction that the client has open, and then builds anew what was taken away for it, as it
 * was. Everything that happens is part of that transaction: until it is committed others wait, and see nothing of it.
 * Asks for no more than to own the tables.
 */
export async function withoutIndexes(
  client: Client,
  { tables, triggers }: { tables: readonly string[]; triggers: readonly (readonly [string, string])[] },
  work: () => Promise<void>,
): Promise<void> {
  const quoted = tables.map((table) => client.escapeIdentifier(table));
  await client.query(`LOCK TABLE ${quoted.join(", ")} IN ACCESS EXCLUSIVE MODE`);
  const definitions = [...(await readConstraints(client, quoted)), ...(await readIndexes(client, quoted))];
  for (const { drop } of definitions) await client.query(drop);
  const switchTriggers = async (way: "DISABLE" | "ENABLE") => {
    for (const [table, trigger] of triggers)
      await client.query(
        `ALTER TABLE ${client.escapeIdentifier(table)} ${way} TRIGGER ${client.escapeIdentifier(trigger)}`,
      );
  };
  await switchTriggers("DISABLE");
  await work();
  for (const { create } of definitions.toReversed()) await client.query(create);
  await switchTriggers("ENABLE");
}

/** Foreign keys come first: they stand on the keys of others. */
async function readConstraints(client: Client, tables: readonly string[]): Promise<Definition[]> {
  const { rows } = await client.query<Definition>(
    `SELECT format('ALTER TABLE %s DROP CONSTRAINT %I', conrelid::regclass, conname) AS "drop",
       format('ALTER TABLE %s ADD CONSTRAINT %I %s', conrelid::regclass, conname, pg_get_constraintdef(oid)) AS "create"
     FROM pg_constraint
     WHERE (contype IN ('p', 'u', 'f') AND conrelid = ANY($1::text[]::regclass[]))
       OR (contype = 'f' AND confrelid = ANY($1::text[]::regclass[]))
     ORDER BY contype = 'f' DESC, conname`,
    [tables],
  );
  return rows;
}

async function readIndexes(client: Client, tables: readonly string[]): Promise<Definition[]> {
  const { rows } = await client.query<Definition>(
    `SELECT format('DROP INDEX %s', indexrelid::regclass) AS "drop", pg_get_indexdef(indexrelid) AS "create"
     FROM pg_index WHERE indrelid = ANY($1::text[]::regclass[])
       AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid AND contype IN ('p', 'u'))
     ORDER BY indexrelid`,
    [tables],
  );
  return rows;
}
