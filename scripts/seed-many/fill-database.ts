// Many images as rows alone: nothing of them lies in a bucket. For measuring.
import type { Client } from "pg";
import { RECIPE_VERSION } from "@/lib/images/variant";
import { withoutIndexes } from "./bulk-work";
import { ADJECTIVES, COMMON_WORD, FORMER_PREFIX, NOUNS, PLACES, RARE_EVERY, RARE_FROM } from "./words";

/** By these addresses the seeded people, and with them all that is theirs, are known again; nobody can ever have one. */
export const SEEDED_EMAILS = "%@seed-many.invalid";

const PEOPLE = 24;
const YEARS = 8;

export const SEEDED_TABLES = [
  "Image",
  "Variant",
  "VariantJob",
  "StoredObject",
  "Upload",
  "AuditEvent",
] as const;

/** Row by row they would take hours, all of them on the rows of a few people: here sets do the same. */
const TRIGGERS = [
  ["Image", "Image_audit_ends"],
  ["Image", "Image_charge"],
  ["Image", "Image_comes_to_public"],
  ["Image", "Image_writes_variant_job"],
  ["Upload", "Upload_audit"],
  ["Variant", "Variant_changes_for_public"],
] as const;

export type Seeding = {
  readonly images: number;
  /** How many WebP variants a picture has, 0 to 4. */
  readonly variants: number;
  /** Told of each step as it begins. */
  readonly onStep?: (step: string) => void;
};

/** Fills the tables in one transaction: all of it is there afterwards, or nothing. */
export async function fillDatabase(client: Client, { images, variants, onStep }: Seeding): Promise<void> {
  await client.query("BEGIN");
  try {
    for (const setting of ["lock_timeout = '10s'", "maintenance_work_mem = '256MB'", "work_mem = '64MB'"])
      await client.query(`SET LOCAL ${setting}`);
    // The same number of images is the same images each time, but for their ids.
    await client.query("SELECT setseed(0.4)");
    await withoutIndexes(client, { tables: SEEDED_TABLES, triggers: TRIGGERS }, async () => {
      for (const [step, statement, values] of steps(images, variants)) {
        onStep?.(step);
        await client.query(statement, values);
      }
      onStep?.("indexes");
    });
    await client.query("COMMIT");
  } catch (error) {
    await client.query("ROLLBACK");
    throw error;
  }
  onStep?.("statistics");
  // Sets the bits by which an index alone answers, too.
  for (const table of ["User", ...SEEDED_TABLES])
    await client.query(`VACUUM (ANALYZE) ${client.escapeIdentifier(table)}`);
}

function steps(images: number, variants: number): [step: string, statement: string, values: unknown[]][] {
  return [
    ["people", ADD_PEOPLE, [PEOPLE]],
    [
      "plan",
      PLAN,
      [images, PEOPLE, YEARS, ADJECTIVES, NOUNS, PLACES, COMMON_WORD, FORMER_PREFIX, RARE_EVERY, RARE_FROM],
    ],
    ["uploads", ADD_UPLOADS, []],
    ["images", ADD_IMAGES, []],
    ["variants", ADD_VARIANTS, [variants]],
    ["variant jobs", ADD_VARIANT_JOBS, [RECIPE_VERSION]],
    ["ledger", ADD_LEDGER, [variants]],
    ["audit", ADD_AUDIT_EVENTS, []],
    ["people's counts", CHARGE_PEOPLE, []],
    ["what the public sees", RENEW_PUBLIC_REVISION, []],
  ];
}

const ADD_PEOPLE = `
  INSERT INTO "User" ("email", "name", "role", "updatedAt")
  SELECT format('person-%s@seed-many.invalid', n), format('Seeded person %s', n), 'editor', now()
  FROM generate_series(1, $1::int) n`;

/**
 * One row for each image, oldest first. Some share their moment, as the files of one batch do; most are pictures; three in
 * ten are public; one in two thousand is missing from the bucket; one in a hundred is a duplicate.
 */
const PLAN = `
  CREATE TEMPORARY TABLE seeded ON COMMIT DROP AS
  WITH person AS (
    SELECT "id", row_number() OVER (ORDER BY "email") AS n FROM "User" WHERE "email" LIKE '${SEEDED_EMAILS}'
  ), dice AS (
    SELECT n, random() AS kind, random() AS person, random() AS width, random() AS adjective, random() AS noun,
      random() AS place, random() AS visibility, random() AS fate, random() AS title, random() AS alt
    FROM generate_series(1, $1::int) n
  ), facts AS (
    SELECT n, title, alt, visibility, fate,
      (CASE WHEN kind < 0.94 THEN 'image' WHEN kind < 0.99 THEN 'video' ELSE 'file' END)::"Kind" AS kind,
      1 + floor(power(person, 2) * $2::int)::int AS person,
      now() - make_interval(days => 1, secs => $3::int * 31557600.0 * (1 - (n - n % 3) / ($1::float8 + 3))) AS moment,
      (ARRAY[1280, 1920, 4000, 6000])[1 + floor(width * 4)::int] AS width,
      ($4::text[])[1 + floor(power(adjective, 2) * cardinality($4::text[]))::int] AS adjective,
      ($5::text[])[1 + floor(power(noun, 2) * cardinality($5::text[]))::int] AS noun,
      ($6::text[])[1 + floor(power(place, 2) * cardinality($6::text[]))::int] AS place
    FROM dice
  )
  SELECT f.n, f.kind, f.moment, person."id" AS owner, gen_random_uuid() AS id, gen_random_uuid() AS upload,
    gen_random_uuid() AS attempt,
    encode(sha256(convert_to('seeded ' || CASE WHEN f.fate < 0.01 THEN f.n - f.n % 50 ELSE f.n END, 'UTF8')), 'base64') AS sha256,
    (CASE WHEN f.visibility < 0.3 THEN 'public' ELSE 'private' END)::"Visibility" AS visibility,
    CASE WHEN f.fate > 0.9995 THEN f.moment + interval '1 day' END AS missing,
    CASE WHEN f.kind <> 'file' THEN f.width END AS width,
    CASE f.kind WHEN 'image' THEN f.width * 500 WHEN 'video' THEN f.width * 50000 ELSE 90000 END AS size,
    CASE f.kind WHEN 'image' THEN 'jpg' WHEN 'video' THEN 'mp4' ELSE 'pdf' END AS extension,
    CASE f.kind WHEN 'image' THEN 'image/jpeg' WHEN 'video' THEN 'video/mp4' ELSE 'application/pdf' END AS filetype,
    CASE WHEN f.n <= $1::int / 2 THEN $8 ELSE 'IMG' END || '_' || lpad((f.n % 10000)::text, 4, '0') AS stem,
    CASE WHEN f.title < 0.7 THEN initcap(f.adjective) || ' ' || f.noun || ', ' || f.place ELSE '' END AS title,
    CASE WHEN f.alt < 0.5 THEN 'A ' || $7 || ' of a ' || f.adjective || ' ' || f.noun || ' in ' || f.place ELSE '' END
      || CASE WHEN f.n % $9::int = $10::int
        THEN ' ' || translate(left(md5('seeded ' || f.n), 10), '0123456789', 'ghijklmnop') ELSE '' END AS alt
  FROM facts f JOIN person ON person.n = f.person ORDER BY f.n`;

/** Where the objects of a seeded image would lie, and which widths of it there are. */
const FOLDER = `'images/' || id || '/' || attempt || '/'`;
const VARIANT_WIDTHS = `
  unnest(CASE WHEN kind = 'image' THEN (ARRAY[320, 640, 1280, 2560])[1:least($1::int, CASE WHEN width < 2560 THEN 3 ELSE 4 END)] END) w`;

const ADD_UPLOADS = `
  INSERT INTO "Upload" ("id", "ownerId", "stagingKey", "state", "filename", "filetype", "size", "sha256", "expiresAt",
    "attempt", "imageId", "createdAt", "updatedAt")
  SELECT upload, owner, 'uploads/' || upload, 'registered', stem || '.' || extension, filetype, size, sha256,
    moment + interval '10 minutes', 1, id, moment - interval '1 minute', moment
  FROM seeded`;

const ADD_IMAGES = `
  INSERT INTO "Image" ("id", "kind", "uploadId", "objectKey", "etag", "filename", "filetype", "size", "sha256", "width",
    "height", "durationMs", "thumbhash", "alt", "title", "visibility", "missingSince", "uploadedById", "createdAt", "updatedAt")
  SELECT id, kind, upload, ${FOLDER} || 'original.' || extension, md5(n::text),
    stem || '.' || extension, filetype, size, sha256, width, width * 3 / 4, CASE WHEN kind = 'video' THEN 60000 END,
    CASE WHEN kind = 'image' THEN decode(md5(n::text) || md5('b' || n), 'hex') END, alt, title, visibility, missing, owner,
    moment, moment
  FROM seeded`;

const ADD_VARIANTS = `
  INSERT INTO "Variant" ("imageId", "name", "format", "objectKey", "etag", "size", "width", "height")
  SELECT id, 'w' || w, 'webp', ${FOLDER} || 'w' || w || '.webp', md5(n::text || w), w * w / 9,
    w, w * 3 / 4
  FROM seeded, ${VARIANT_WIDTHS}`;

const ADD_VARIANT_JOBS = `
  INSERT INTO "VariantJob" ("imageId", "state", "problem", "recipe", "dueAt", "updatedAt")
  SELECT s.id, (CASE WHEN s.kind <> 'image' THEN 'none' WHEN v."imageId" IS NULL THEN 'failed' ELSE 'ready' END)::"VariantState",
    CASE WHEN s.kind = 'image' AND v."imageId" IS NULL THEN 'Seeded without variants.' END,
    CASE WHEN v."imageId" IS NULL THEN 0 ELSE $1::int END, s.moment, s.moment
  FROM seeded s LEFT JOIN "Variant" v ON v."imageId" = s.id AND v."name" = 'w320'`;

const ADD_LEDGER = `
  INSERT INTO "StoredObject" ("key", "state", "uploadId", "imageId", "writableUntil", "removeAt", "createdAt", "updatedAt")
  SELECT ${FOLDER} || o.name, 'live', CASE WHEN o.is_original THEN upload END, id, moment, moment, moment, moment
  FROM seeded, LATERAL (
    SELECT 'original.' || extension AS name, true AS is_original
    UNION ALL SELECT 'w' || w || '.webp', false FROM ${VARIANT_WIDTHS}
  ) o`;

/** As many as images, from the last two months: more than that is trimmed where the record is kept for three. */
const ADD_AUDIT_EVENTS = `
  INSERT INTO "AuditEvent" ("at", "actorKind", "actorId", "action", "imageId", "until", "details")
  SELECT at, (CASE WHEN b < 0.6 THEN 'person' WHEN b < 0.99 THEN 'anonymous' ELSE 'program' END)::"AuditActor",
    CASE WHEN b < 0.6 OR b >= 0.99 THEN owner END, CASE WHEN a < 0.97 THEN 'url_signed' ELSE 'image_described' END, id,
    CASE WHEN a < 0.97 THEN at + interval '5 minutes' END, '{"variant": "w640", "disposition": "inline"}'
  FROM (
    SELECT id, owner, random() AS a, random() AS b, now() - make_interval(secs => 5184000 * random()) AS at FROM seeded
  ) s ORDER BY at`;

const CHARGE_PEOPLE = `
  UPDATE "User" u SET "imageBytes" = u."imageBytes" + s.bytes, "imageCount" = u."imageCount" + s.images
  FROM (SELECT owner, sum(size) AS bytes, count(*) AS images FROM seeded GROUP BY owner) s WHERE u."id" = s.owner`;

/** Pages that were made before show other images. */
export const RENEW_PUBLIC_REVISION = `
  INSERT INTO "PublicRevision" DEFAULT VALUES ON CONFLICT ("id") DO UPDATE SET "revision" = excluded."revision"`;
