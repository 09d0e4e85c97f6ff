// What must hold between the rows of Postgres at every moment, whatever has happened before.
import type { Pool } from "pg";
import type { Invariant, InvariantReport } from "./report";

type RowRule = {
  readonly invariant: Invariant;
  readonly rule: string;
  /** How many rows the rule is about. */
  readonly counts: string;
  /** Those that break it, as `what`. */
  readonly breaches: string;
};

const RULES: readonly RowRule[] = [
  {
    invariant: 1,
    rule: "an image has one live key",
    counts: `SELECT count(*) FROM "Image"`,
    breaches: `SELECT i."id"::text AS what FROM "Image" i WHERE 1 <> (
      SELECT count(*) FROM "StoredObject" o WHERE o."imageId" = i."id" AND o."state" = 'live'
        AND o."key" IS DISTINCT FROM i."posterKey"
        AND NOT EXISTS (SELECT FROM "Variant" v WHERE v."objectKey" = o."key"))`,
  },
  {
    invariant: 5,
    rule: "the key that a variant names, which is what is signed, is live and of its image",
    counts: `SELECT count(*) FROM "Variant"`,
    breaches: `SELECT v."objectKey" AS what FROM "Variant" v LEFT JOIN "StoredObject" o ON o."key" = v."objectKey"
      WHERE o."state" IS DISTINCT FROM 'live' OR o."imageId" IS DISTINCT FROM v."imageId"`,
  },
  {
    invariant: 6,
    rule: "an image has a job for its variants, which says what became of it",
    counts: `SELECT count(*) FROM "Image"`,
    breaches: `SELECT i."id"::text AS what FROM "Image" i LEFT JOIN "VariantJob" j ON j."imageId" = i."id"
      WHERE j."imageId" IS NULL OR (j."state" = 'failed') <> (j."problem" IS NOT NULL)
        OR (j."state" <> 'pending' AND j."attempt" IS NOT NULL)
        OR (j."state" = 'ready') > EXISTS (SELECT FROM "Variant" v WHERE v."imageId" = i."id")`,
  },
  {
    invariant: 3,
    rule: "a live key belongs to the image that names it",
    counts: `SELECT count(*) FROM "StoredObject" WHERE "state" = 'live'`,
    breaches: `SELECT o."key" AS what FROM "StoredObject" o WHERE o."state" = 'live' AND NOT EXISTS (
      SELECT FROM "Image" i WHERE i."id" = o."imageId" AND o."key" IN (i."objectKey", i."posterKey")
      UNION ALL SELECT FROM "Variant" v WHERE v."objectKey" = o."key")`,
  },
  {
    invariant: 3,
    rule: "what is announced belongs to an upload, to an attempt at variants, or to a revocation under way",
    counts: `SELECT count(*) FROM "StoredObject" WHERE "state" = 'intent'`,
    breaches: `SELECT o."key" AS what FROM "StoredObject" o WHERE o."state" = 'intent' AND NOT EXISTS (
      SELECT FROM "Upload" u WHERE u."id" = o."uploadId" AND u."state" IN ('issued', 'registering')
      UNION ALL SELECT FROM "VariantJob" j WHERE j."imageId" = o."imageId" AND j."state" = 'pending'
        AND o."key" LIKE 'images/' || j."imageId" || '/' || j."attempt" || '/%'
      UNION ALL SELECT FROM "Revocation" r WHERE r."imageId" = o."imageId")`,
  },
  {
    invariant: 3,
    rule: "an upload that is over has let go of its key, unless its parts became an image's original there",
    counts: `SELECT count(*) FROM "Upload" WHERE "state" IN ('registered', 'rejected', 'expired')`,
    breaches: `SELECT u."stagingKey" AS what FROM "Upload" u JOIN "StoredObject" o ON o."key" = u."stagingKey"
      WHERE u."state" IN ('registered', 'rejected', 'expired') AND o."state" <> 'dead'
        AND NOT EXISTS (SELECT FROM "Image" i WHERE i."uploadId" = u."id" AND i."objectKey" = u."stagingKey")`,
  },
  {
    invariant: 3,
    rule: "removal gives up on nothing",
    counts: `SELECT count(*) FROM "StoredObject" WHERE "state" = 'dead'`,
    breaches: `SELECT "key" AS what FROM "StoredObject" WHERE "parkedAt" IS NOT NULL`,
  },
  {
    invariant: 4,
    rule: "nothing of a deleted image is alive",
    counts: `SELECT count(*) FROM "Upload" u WHERE u."state" = 'registered'
      AND NOT EXISTS (SELECT FROM "Image" i WHERE i."id" = u."imageId")`,
    breaches: `SELECT o."key" AS what FROM "Upload" u JOIN "StoredObject" o ON o."imageId" = u."imageId"
      WHERE u."state" = 'registered' AND o."state" <> 'dead'
        AND NOT EXISTS (SELECT FROM "Image" i WHERE i."id" = u."imageId")`,
  },
  {
    invariant: 5,
    rule: "the key that an image names, which is what is signed, is live and never had a PUT URL",
    counts: `SELECT count(*) FROM "Image"`,
    breaches: `SELECT i."id"::text AS what FROM "Image" i LEFT JOIN "StoredObject" o ON o."key" = i."objectKey"
      WHERE o."state" IS DISTINCT FROM 'live' OR i."objectKey" LIKE 'uploads/%'`,
  },
  {
    invariant: 6,
    rule: "an image came from an upload that says so, unless its owner is gone",
    counts: `SELECT count(*) FROM "Image"`,
    breaches: `SELECT i."id"::text AS what FROM "Image" i LEFT JOIN "Upload" u ON u."id" = i."uploadId"
      WHERE CASE WHEN u."id" IS NULL THEN i."uploadedById" IS NOT NULL
        ELSE u."state" <> 'registered' OR u."imageId" <> i."id" END`,
  },
  {
    invariant: 6,
    rule: "an upload says what became of it",
    counts: `SELECT count(*) FROM "Upload"`,
    breaches: `SELECT "id"::text AS what FROM "Upload" WHERE ("state" = 'registered') <> ("imageId" IS NOT NULL)
      OR ("state" = 'rejected') <> ("problemCode" IS NOT NULL)
      OR ("state" = 'registering') <> ("leaseUntil" IS NOT NULL)`,
  },
  {
    invariant: 6,
    rule: "a person is charged for what their images take up",
    counts: `SELECT count(*) FROM "User"`,
    breaches: `SELECT u."id"::text AS what FROM "User" u WHERE (u."imageBytes", u."imageCount") <> (
      SELECT COALESCE(sum(i."size"), 0), count(*) FROM "Image" i WHERE i."uploadedById" = u."id")`,
  },
  {
    invariant: 7,
    rule: "an upload expires after its time",
    counts: `SELECT count(*) FROM "Upload" WHERE "state" = 'expired'`,
    breaches: `SELECT "id"::text AS what FROM "Upload" WHERE "state" = 'expired' AND "updatedAt" < "expiresAt"`,
  },
  {
    invariant: 7,
    rule: "the staging key of an upload under way is not let go",
    counts: `SELECT count(*) FROM "Upload" WHERE "state" IN ('issued', 'registering')`,
    breaches: `SELECT u."id"::text AS what FROM "Upload" u LEFT JOIN "StoredObject" o ON o."key" = u."stagingKey"
      WHERE u."state" IN ('issued', 'registering') AND o."state" IS DISTINCT FROM 'intent'`,
  },
];

const LIMIT = 1_000;

export async function checkRows(database: Pool, report: InvariantReport): Promise<void> {
  for (const { invariant, rule, counts, breaches } of RULES) {
    const { rows: found } = await database.query<{ what: string }>(`${breaches} LIMIT ${LIMIT}`);
    for (const { what } of found) report.breach(invariant, rule, what);
    const { rows } = await database.query<{ count: string }>(counts);
    report.add(invariant, Number(rows[0]?.count));
  }
}
