/** The tests' own way into the database, beside the app: to look, and to move clocks. */
import pg from "pg";
import { readEnvironment } from "./environment";

const pool = new pg.Pool({
  connectionString: readEnvironment().DATABASE_URL,
  max: 4,
  allowExitOnIdle: true,
});
// A test may end every connection there is.
pool.on("error", () => undefined);

export async function sql<Row extends pg.QueryResultRow>(
  text: string,
  values: unknown[] = [],
): Promise<Row[]> {
  const result = await pool.query<Row>(text, values);
  return result.rows;
}

/** The first row. @throws when there is none */
export async function sqlOne<Row extends pg.QueryResultRow>(
  text: string,
  values: unknown[] = [],
): Promise<Row> {
  const [row] = await sql<Row>(text, values);
  if (row === undefined) throw new Error(`No row: ${text}`);
  return row;
}
