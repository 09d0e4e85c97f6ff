/**
 * What Postgres truly did: the plan of every statement of a database with the rows that went through it, those inside of
 * triggers included. Postgres writes them into its own log (auto_explain); this turns it on and reads them back.
 */
import { readFileSync, statSync } from "node:fs";
import pg from "pg";
import { z } from "zod";

export type PlanNode = {
  readonly "Node Type": string;
  readonly "Relation Name"?: string | undefined;
  readonly "Actual Rows": number;
  readonly "Actual Loops": number;
  readonly "Rows Removed by Filter": number;
  readonly Plans: readonly PlanNode[];
};

const node: z.ZodType<PlanNode> = z.object({
  "Node Type": z.string(),
  "Relation Name": z.string().optional(),
  "Actual Rows": z.number().default(0),
  "Actual Loops": z.number().default(0),
  "Rows Removed by Filter": z.number().default(0),
  Plans: z.array(z.lazy(() => node)).default([]),
});

const entry = z.object({ "Query Text": z.string(), Plan: node });
export type Planned = { readonly text: string; readonly plan: PlanNode };

export class PlanLog {
  #offset: number;

  private constructor(private readonly file: string) {
    this.#offset = statSync(file).size;
  }

  /** From now on, for connections that begin from now on. `file` is the server's log; asks for a superuser. */
  static async begin(databaseUrl: string, file: string): Promise<PlanLog> {
    const client = new pg.Client({ connectionString: databaseUrl });
    await client.connect();
    const database = client.escapeIdentifier(new URL(databaseUrl).pathname.slice(1));
    const settings = {
      session_preload_libraries: "auto_explain",
      "auto_explain.log_min_duration": "0",
      "auto_explain.log_analyze": "on",
      "auto_explain.log_timing": "off",
      "auto_explain.log_nested_statements": "on",
      "auto_explain.log_format": "json",
    };
    // The library makes its settings known.
    await client.query("LOAD 'auto_explain'");
    for (const [name, value] of Object.entries(settings))
      await client.query(`ALTER DATABASE ${database} SET ${name} = '${value}'`);
    await client.end();
    return new PlanLog(file);
  }

  /** What has come since the last look. */
  read(): Planned[] {
    const log = readFileSync(this.file).subarray(this.#offset);
    this.#offset += log.byteLength;
    // A message's further lines begin with a tab.
    const messages = log.toString("utf8").split(/^(?!\t)/m);
    return messages.flatMap((message) => {
      const [, json] = /duration: [\d.]+ ms {2}plan:\n([\s\S]*)$/.exec(message) ?? [];
      if (json === undefined) return [];
      const { "Query Text": text, Plan: plan } = entry.parse(JSON.parse(json));
      return [{ text, plan }];
    });
  }
}

/** What grows with the library. */
const TABLES = ["Image", "Variant", "VariantJob", "StoredObject", "Upload", "AuditEvent"];

/** What looks at too much: a table from its beginning, or more than `most` rows in one step. */
export function findFaults(planned: readonly Planned[], most: number): string[] {
  return planned.flatMap(({ text, plan }) =>
    stepsOf(plan).flatMap((step) => {
      const { "Node Type": type, "Relation Name": table = "" } = step;
      const rows = (step["Actual Rows"] + step["Rows Removed by Filter"]) * step["Actual Loops"];
      const isWholeTable = type === "Seq Scan" && TABLES.includes(table);
      // Of an index alone such a step reads, packed: what it costs is said by the table's rows above it.
      const isTooMuch = rows > most && !type.startsWith("Bitmap Index");
      return isWholeTable || isTooMuch
        ? [`${type} ${table} (${rows} rows) of ${text.replace(/\s+/g, " ")}`]
        : [];
    }),
  );
}

function stepsOf(plan: PlanNode): PlanNode[] {
  return [plan, ...plan.Plans.flatMap(stepsOf)];
}
