// npm run seed:many: rows that hold all that the rows of true images hold, beside those that there are, and gone again.
import { removeOwnDatabase } from "../support/own-services";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { InvariantReport } from "@/scripts/invariants/report";
import { checkRows } from "@/scripts/invariants/row-rules";
import { rareWord } from "@/scripts/seed-many/words";
import { sql, sqlOne } from "../support/database";
import { runScript } from "../support/doctor-run";
import { readEnvironment } from "../support/environment";
import { addPerson } from "../support/people";

const IMAGES = 1_500;
const MINUTES = 180_000;

let owner: string;
let schemaBefore: unknown[];
let revision: string;

beforeAll(async () => {
  owner = (await addPerson("editor")).id;
  const id = crypto.randomUUID();
  await sql(
    `WITH u AS (
       INSERT INTO "Upload" ("id", "ownerId", "stagingKey", "state", "filename", "filetype", "expiresAt", "imageId", "updatedAt")
       VALUES ($1, $2, 'uploads/true', 'registered', 'true.png', 'image/png', now(), $1, now())
     ), o AS (
       INSERT INTO "StoredObject" ("key", "state", "imageId", "writableUntil", "updatedAt")
       VALUES ('images/true', 'live', $1, now(), now())
     )
     INSERT INTO "Image" ("id", "uploadId", "objectKey", "etag", "filename", "filetype", "size", "sha256", "uploadedById", "updatedAt")
     VALUES ($1, $1, 'images/true', 'e', 'true.png', 'image/png', 7, 's', $2, now())`,
    [id, owner],
  );
  schemaBefore = await readSchema();
  revision = await readRevision();
});
afterAll(removeOwnDatabase);

const seedMany = (...args: string[]) => runScript("scripts/seed-many/main.ts", args);

/** Every index, constraint and trigger, and whether it is on. */
function readSchema(): Promise<unknown[]> {
  return sql(
    `SELECT indexrelid::regclass::text AS name, pg_get_indexdef(indexrelid) AS definition, indisvalid::text AS state
     FROM pg_index JOIN pg_class c ON c.oid = indrelid WHERE c.relnamespace = 'public'::regnamespace
     UNION ALL SELECT conname, conrelid::regclass || ' ' || pg_get_constraintdef(oid), convalidated::text
     FROM pg_constraint WHERE connamespace = 'public'::regnamespace
     UNION ALL SELECT tgname, pg_get_triggerdef(oid), tgenabled::text FROM pg_trigger WHERE NOT tgisinternal
     ORDER BY 1, 2`,
  );
}

/** Of what the public sees: pages that were made at another one are not shown any more. */
async function readRevision(): Promise<string> {
  return (await sqlOne<{ revision: string }>(`SELECT "revision" FROM "PublicRevision"`)).revision;
}

async function findBreaches(): Promise<readonly string[]> {
  const pool = new pg.Pool({ connectionString: readEnvironment().DATABASE_URL, max: 1 });
  const report = new InvariantReport();
  await checkRows(pool, report);
  await pool.end();
  return report.violations;
}

async function countOf(table: string): Promise<number> {
  return Number((await sqlOne<{ count: string }>(`SELECT count(*) FROM "${table}"`)).count);
}

describe("npm run seed:many", () => {
  it("says what it is for, and does nothing, unless told how many", async () => {
    expect((await seedMany()).output).toContain("Never use it on a database that anybody relies on");
    expect(await countOf("Image")).toBe(1);
  });

  it(
    "refuses a database with images of others, until it is told that this is the right one",
    async () => {
      const refused = await seedMany("--images", String(IMAGES));
      expect(refused).toEqual({ code: 1, output: expect.stringContaining("--beside") });
      expect(await countOf("Image")).toBe(1);

      const done = await seedMany("--images", String(IMAGES), "--beside");
      expect(done).toEqual({ code: 0, output: expect.stringContaining(`${IMAGES} images`) });
      expect(await countOf("Image")).toBe(IMAGES + 1);
      const before = revision;
      revision = await readRevision();
      expect(revision).not.toBe(before);
    },
    MINUTES,
  );

  it("breaks no rule that holds between rows, and leaves indexes, constraints and triggers as they were", async () => {
    expect(await findBreaches()).toEqual([]);
    expect(await readSchema()).toEqual(schemaBefore);
    expect(await countOf("Variant")).toBeGreaterThan(2 * IMAGES);
  });

  it("writes what the triggers would have written", async () => {
    const texts = `SELECT "id", "searchText" FROM "Image" ORDER BY "id"`;
    const before = await sql(texts);
    await sql(`UPDATE "Image" SET "searchText" = ''`);
    expect(await sql(texts)).toEqual(before);
  });

  it("gives every hundredth image a word that no other has", async () => {
    const found = await sql(`SELECT "id" FROM "Image" WHERE "searchText" LIKE '%' || $1 || '%'`, [
      rareWord(150),
    ]);
    expect(found).toHaveLength(1);
  });

  it("refuses to seed twice", async () => {
    const refused = await seedMany("--images", "1000", "--beside");
    expect(refused).toEqual({ code: 1, output: expect.stringContaining("--remove") });
    expect(await countOf("Image")).toBe(IMAGES + 1);
  });

  it(
    "takes away all that it has made, and nothing else",
    async () => {
      const done = await seedMany("--remove");
      expect(done).toEqual({ code: 0, output: expect.stringContaining(`Took away ${IMAGES} seeded images`) });
      expect(await sql(`SELECT "objectKey", "uploadedById" FROM "Image"`)).toEqual([
        { objectKey: "images/true", uploadedById: owner },
      ]);
      expect(await Promise.all(["Upload", "StoredObject", "VariantJob", "Variant"].map(countOf))).toEqual([
        1, 1, 1, 0,
      ]);
      expect(await sql(`SELECT "id" FROM "User"`)).toEqual([{ id: owner }]);
      expect(await sql(`SELECT DISTINCT "action" FROM "AuditEvent" WHERE "imageId" IS NOT NULL`)).toEqual([
        { action: "image_registered" },
      ]);
      expect(await findBreaches()).toEqual([]);
      expect(await readSchema()).toEqual(schemaBefore);
      expect(await readRevision()).not.toBe(revision);
    },
    MINUTES,
  );
});
