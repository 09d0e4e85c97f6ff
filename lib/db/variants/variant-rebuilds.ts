import "server-only";
import { db } from "../client";
import { Prisma } from "../generated/client";

/** Which images are to get their variants anew: those of an older recipe, those that failed, or all. */
export type RebuildScope = "outdated" | "failed" | "all";

const BATCH = 5_000;
const BEFORE_ALL = "00000000-0000-0000-0000-000000000000";

/**
 * Puts jobs back to pending; the variants that there are stay until the new ones take their place. What was just
 * uploaded goes first. A few thousand at a time, by the image's id: cut off, it is asked for once more. Gives how many were
 * put back.
 */
export async function requestRebuild(scope: RebuildScope, recipe: number): Promise<number> {
  const wanted = {
    outdated: Prisma.sql`("state" = 'failed' OR ("state" = 'ready' AND "recipe" < ${recipe}))`,
    failed: Prisma.sql`"state" = 'failed'`,
    all: Prisma.sql`"state" IN ('ready', 'failed')`,
  };
  let total = 0;
  for (let after: string | undefined = BEFORE_ALL; after !== undefined;) {
    const rows: { imageId: string }[] = await db().$queryRaw`
      WITH wanted AS (
        SELECT "imageId" FROM "VariantJob" WHERE ${wanted[scope]} AND "imageId" > ${after}::uuid
        ORDER BY "imageId" LIMIT ${BATCH} FOR UPDATE
      ), back AS (
        UPDATE "VariantJob" j SET "state" = 'pending', "tries" = 0, "problem" = NULL, "updatedAt" = now(),
          "dueAt" = now() - interval '1 day'
        FROM wanted WHERE j."imageId" = wanted."imageId" RETURNING j."imageId"
      )
      SELECT "imageId" FROM back ORDER BY "imageId"`;
    total += rows.length;
    after = rows.at(-1)?.imageId;
  }
  return total;
}

export type VariantCounts = { readonly pending: number; readonly failed: number };

/** How many images wait for their variants, and how many have none for good. */
export async function countVariantJobs(): Promise<VariantCounts> {
  const rows = await db().$queryRaw<{ state: string; count: bigint }[]>`
    SELECT "state"::text, count(*) FROM "VariantJob" WHERE "state" IN ('pending', 'failed') GROUP BY "state"`;
  const countOf = (state: string) => Number(rows.find((row) => row.state === state)?.count ?? 0);
  return { pending: countOf("pending"), failed: countOf("failed") };
}

/**
 * Has variants made anew whose objects are no longer in the bucket. Whoever deletes an image locks it first: so does
 * this, and neither waits for the other.
 */
export async function remakeMissingVariants(keys: readonly string[]): Promise<void> {
  await db().$transaction(async (tx) => {
    const images = await tx.$queryRaw<{ id: string }[]>`
      SELECT "id" FROM "Image" WHERE "id" IN (SELECT "imageId" FROM "Variant" WHERE "objectKey" = ANY(${[...keys]}))
      ORDER BY "id" FOR NO KEY UPDATE`;
    const ids = images.map(({ id }) => id);
    if (ids.length === 0) return;
    await tx.variant.deleteMany({ where: { imageId: { in: ids } } });
    await tx.$executeRaw`
      UPDATE "VariantJob" SET "state" = 'pending', "attempt" = NULL, "tries" = 0, "problem" = NULL, "recipe" = 0,
        "dueAt" = now(), "updatedAt" = now() WHERE "imageId" = ANY(${ids}::uuid[])`;
  });
}

/** Why an image's variants were given up; null when they were not. */
export async function findVariantProblem(imageId: string): Promise<string | null> {
  const job = await db().variantJob.findUnique({ where: { imageId }, select: { problem: true } });
  return job?.problem ?? null;
}
