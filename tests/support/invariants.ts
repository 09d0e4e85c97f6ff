/**
 * What must hold between database and bucket whatever has happened before, read from the outside.
 * A late PUT may lie under a dead staging key as long as its URL could still be used; nothing else is forgiven.
 */
import { expect } from "vitest";
import { listObjects, readObject } from "./bucket";
import { sql } from "./database";
import { drain } from "./drain";
import { sha256Of } from "./upload-flow";

/** Sweeps, and fails with every violation by name. */
export async function expectInvariants(): Promise<void> {
  await drain();
  expect(await findViolations()).toEqual([]);
}

/** One line for each violation: the rule, and the key or id that breaks it. */
export async function findViolations(): Promise<string[]> {
  const found = await Promise.all(
    Object.entries(RULES_OF_ROWS).map(([rule, query]) => breaches(rule, query)),
  );
  return [...found.flat(), ...(await compareWithBucket())];
}

const RULES_OF_ROWS = {
  "a live key belongs to the image that names it": `
    SELECT o."key" AS what FROM "StoredObject" o WHERE o."state" = 'live' AND NOT EXISTS (
      SELECT FROM "Image" i WHERE i."id" = o."imageId" AND i."objectKey" = o."key")`,
  "an image has one live key": `
    SELECT i."id"::text AS what FROM "Image" i WHERE 1 <> (
      SELECT count(*) FROM "StoredObject" o WHERE o."imageId" = i."id" AND o."state" = 'live')`,
  "an image came from an upload that says so, unless its owner is gone": `
    SELECT i."id"::text AS what FROM "Image" i LEFT JOIN "Upload" u ON u."id" = i."uploadId"
    WHERE CASE WHEN u."id" IS NULL THEN i."uploadedById" IS NOT NULL
      ELSE u."state" <> 'registered' OR u."imageId" <> i."id" END`,
  "a registered upload names its image": `
    SELECT "id"::text AS what FROM "Upload" WHERE ("state" = 'registered') <> ("imageId" IS NOT NULL)`,
  "a rejected upload says why": `
    SELECT "id"::text AS what FROM "Upload" WHERE ("state" = 'rejected') <> ("problemCode" IS NOT NULL)`,
  "a lease is held by an attempt": `
    SELECT "id"::text AS what FROM "Upload" WHERE ("state" = 'registering') <> ("leaseUntil" IS NOT NULL)`,
  "what is announced belongs to an upload under way": `
    SELECT o."key" AS what FROM "StoredObject" o WHERE o."state" = 'intent' AND NOT EXISTS (
      SELECT FROM "Upload" u WHERE u."id" = o."uploadId" AND u."state" IN ('issued', 'registering'))`,
  "an upload that is over has let go of its staging key": `
    SELECT u."stagingKey" AS what FROM "Upload" u JOIN "StoredObject" o ON o."key" = u."stagingKey"
    WHERE u."state" IN ('registered', 'rejected', 'expired') AND o."state" <> 'dead'`,
  "removal gives up on nothing": `
    SELECT "key" AS what FROM "StoredObject" WHERE "parkedAt" IS NOT NULL`,
} as const satisfies Record<string, string>;

async function breaches(rule: string, query: string): Promise<string[]> {
  return (await sql<{ what: string }>(query)).map(({ what }) => `${rule}: ${what}`);
}

const PARALLEL = 16;

type LedgerRow = {
  key: string;
  state: "intent" | "live" | "dead";
  writable: boolean;
  size: string | null;
  sha256: string | null;
};

async function compareWithBucket(): Promise<string[]> {
  const rows = await sql<LedgerRow>(
    `SELECT o."key", o."state"::text, o."writableUntil" > now() AS writable, i."size", i."sha256"
     FROM "StoredObject" o LEFT JOIN "Image" i ON i."objectKey" = o."key"`,
  );
  const objects = await listObjects();
  const known = new Set(rows.map((row) => row.key));
  const strays = [...objects.keys()].filter((key) => !known.has(key));
  const violations = strays.map((key) => `an object is in the ledger: ${key}`);
  const queue = rows.values();
  const work = async () => {
    for (const row of queue) violations.push(...(await checkObject(row, objects.get(row.key))));
  };
  await Promise.all(Array.from({ length: PARALLEL }, work));
  return violations;
}

async function checkObject(row: LedgerRow, sizeBytes: number | undefined): Promise<string[]> {
  if (row.state === "dead") {
    const mayLieThere = row.writable && row.key.startsWith("uploads/");
    return sizeBytes === undefined || mayLieThere ? [] : [`a dead key has no object: ${row.key}`];
  }
  if (row.state === "intent") return [];
  if (sizeBytes === undefined) return [`a live key has its object: ${row.key}`];
  const holds = String(sizeBytes) === row.size && sha256Of(await readObject(row.key)) === row.sha256;
  return holds ? [] : [`an object is what its row says: ${row.key}`];
}
