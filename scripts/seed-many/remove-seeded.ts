// Takes away what was seeded: all that belongs to the seeded people, and the people themselves.
import type { Client } from "pg";
import { withoutIndexes } from "./bulk-work";
import { RENEW_PUBLIC_REVISION, SEEDED_EMAILS, SEEDED_TABLES } from "./fill-database";

/** They would let go of objects, charge and record, one row at a time: here there is no object, and all of it goes. */
const TRIGGERS = [
  ["Image", "Image_audit_ends"],
  ["Image", "Image_charge"],
  ["Image", "Image_leaves_public"],
  ["Image", "Image_releases_objects"],
  ["Upload", "Upload_releases_objects"],
  ["Variant", "Variant_changes_for_public"],
  ["Variant", "Variant_releases_object"],
] as const;

const STEPS = [
  `CREATE TEMPORARY TABLE person ON COMMIT DROP AS SELECT "id" FROM "User" WHERE "email" LIKE '${SEEDED_EMAILS}'`,
  `CREATE TEMPORARY TABLE gone ON COMMIT DROP AS
     SELECT "id" FROM "Image" WHERE "uploadedById" IN (SELECT "id" FROM person)`,
  "ANALYZE gone",
  `DELETE FROM "StoredObject" WHERE "imageId" IN (SELECT "id" FROM gone)
     OR "uploadId" IN (SELECT "id" FROM "Upload" WHERE "ownerId" IN (SELECT "id" FROM person))`,
  ...["Variant", "VariantJob", "Revocation"].map(
    (table) => `DELETE FROM "${table}" WHERE "imageId" IN (SELECT "id" FROM gone)`,
  ),
  `DELETE FROM "AuditEvent" WHERE "imageId" IN (SELECT "id" FROM gone) OR "actorId" IN (SELECT "id" FROM person)`,
  `DELETE FROM "Upload" WHERE "ownerId" IN (SELECT "id" FROM person)`,
  `DELETE FROM "Image" WHERE "id" IN (SELECT "id" FROM gone)`,
];

/** In one transaction. Gives the number of images that went. */
export async function removeSeeded(client: Client): Promise<number> {
  let images = 0;
  await client.query("BEGIN");
  try {
    await client.query("SET LOCAL lock_timeout = '10s'");
    await client.query("SET LOCAL work_mem = '64MB'");
    await withoutIndexes(client, { tables: SEEDED_TABLES, triggers: TRIGGERS }, async () => {
      for (const step of STEPS) images = (await client.query(step)).rowCount ?? 0;
    });
    await client.query(RENEW_PUBLIC_REVISION);
    // By its foreign keys, which are there again, whatever else is theirs goes along.
    await client.query(`DELETE FROM "User" WHERE "id" IN (SELECT "id" FROM person)`);
    await client.query("COMMIT");
  } catch (error) {
    await client.query("ROLLBACK");
    throw error;
  }
  for (const table of ["User", ...SEEDED_TABLES])
    await client.query(`VACUUM (ANALYZE) ${client.escapeIdentifier(table)}`);
  return images;
}
