import "server-only";
import type { ObjectKey } from "@/lib/images/object-key";
import { ATTEMPT_GRACE_SECONDS } from "@/lib/images/upload/upload";
import type { Variant } from "@/lib/images/variant";
import { db } from "../client";
import { Prisma } from "../generated/client";

/**
 * The making of variants as rows: who does it now, and what came of it. Whoever changes a job locks its image first,
 * as a deletion does: so neither waits for the other, and what is announced for an image goes when that goes.
 */

/** One attempt at an image; `attempt` is its fencing token and part of its keys. */
export type VariantAttempt = {
  readonly imageId: string;
  readonly attempt: string;
  readonly tries: number;
  /** Of an attempt before, which stay until those of this one take their place. */
  readonly hasVariants: boolean;
  /** What the variants are made from; null when there is no picture. */
  readonly source: { readonly key: ObjectKey; readonly filetype: string } | null;
};

const LEASE_SECONDS = 300;

type ClaimedRow = {
  readonly imageId: string;
  readonly tries: number;
  readonly hasVariants: boolean;
  readonly key: ObjectKey | null;
  readonly filetype: string | null;
};

/**
 * Takes the job that became due last, since somebody may be looking at what was just uploaded, and lets go of what an attempt before it had announced and never committed.
 * Null when none is due. Several workers may ask at once: each gets another.
 */
export async function claimVariantJob(attempt: string): Promise<VariantAttempt | null> {
  const rows = await db().$queryRaw<ClaimedRow[]>`
    WITH due AS (
      SELECT j."imageId", j."attempt" AS "before",
        CASE WHEN i."kind" = 'image' THEN i."objectKey" ELSE i."posterKey" END AS "key",
        CASE WHEN i."kind" = 'image' THEN i."filetype" ELSE i."posterType" END AS "filetype"
      FROM "VariantJob" j JOIN "Image" i ON i."id" = j."imageId"
      WHERE j."state" = 'pending' AND j."dueAt" <= now()
      ORDER BY j."dueAt" DESC LIMIT 1 FOR NO KEY UPDATE OF i, j SKIP LOCKED
    ), claimed AS (
      UPDATE "VariantJob" j SET "attempt" = ${attempt}::uuid, "tries" = j."tries" + 1, "updatedAt" = now(),
        "dueAt" = now() + make_interval(secs => ${LEASE_SECONDS})
      FROM due WHERE j."imageId" = due."imageId" RETURNING j."tries"
    ), overtaken AS (
      UPDATE "StoredObject" o SET "state" = 'dead', "removeAt" = now(), "updatedAt" = now()
      FROM due WHERE o."imageId" = due."imageId" AND o."state" = 'intent'
        AND o."key" LIKE 'images/' || due."imageId" || '/' || due."before" || '/%'
    )
    SELECT due."imageId", claimed."tries", due."key", due."filetype",
      EXISTS (SELECT FROM "Variant" v WHERE v."imageId" = due."imageId") AS "hasVariants" FROM due, claimed`;
  const row = rows[0];
  if (row === undefined) return null;
  const { imageId, tries, hasVariants, key, filetype } = row;
  const source = key === null || filetype === null ? null : { key, filetype };
  return { imageId, attempt, tries, hasVariants, source };
}

/** Announces the keys that this attempt will write; false when it was overtaken, or the image is gone. */
export async function announceVariants(job: VariantAttempt, keys: readonly ObjectKey[]): Promise<boolean> {
  const announced = await db().$executeRaw`
    WITH ${held(job)}
    INSERT INTO "StoredObject" ("key", "state", "imageId", "writableUntil", "updatedAt")
    SELECT k, 'intent', held."imageId", now() + make_interval(secs => ${LEASE_SECONDS + ATTEMPT_GRACE_SECONDS}), now()
    FROM held, unnest(${[...keys]}::text[]) AS k`;
  return announced > 0;
}

export type KeptVariant = Variant & { readonly etag: string };
export type MadeVariants = {
  readonly thumbhash: Uint8Array;
  readonly variants: readonly KeptVariant[];
};

/**
 * Shows the first variants of an image that has none, while the attempt goes on to make the rest: they are live, and the
 * job is as pending as before. False when the attempt was overtaken, or the image is gone.
 */
export function commitFirstVariants(job: VariantAttempt, made: MadeVariants): Promise<boolean> {
  return commitIfHeld(job, made.variants, async (tx) => {
    await tx.variant.createMany({ data: rowsOf(job, made.variants) });
    await tx.$executeRaw`UPDATE "Image" SET "thumbhash" = ${made.thumbhash} WHERE "id" = ${job.imageId}::uuid`;
  });
}

/**
 * Puts all variants of an attempt in the place of those of others; its first ones may be there already. False when it was
 * overtaken, or the image is gone.
 */
export function commitVariants(
  job: VariantAttempt,
  made: MadeVariants & { readonly recipe: number },
): Promise<boolean> {
  const keys = made.variants.map(({ key }) => key);
  return commitIfHeld(job, made.variants, async (tx) => {
    // A trigger lets go of their keys.
    await tx.variant.deleteMany({ where: { imageId: job.imageId, objectKey: { notIn: keys } } });
    await tx.variant.createMany({ data: rowsOf(job, made.variants), skipDuplicates: true });
    await tx.$executeRaw`UPDATE "Image" SET "thumbhash" = ${made.thumbhash} WHERE "id" = ${job.imageId}::uuid`;
    await tx.$executeRaw`
      UPDATE "VariantJob" SET "state" = 'ready', "attempt" = NULL, "tries" = 0, "problem" = NULL, "dueAt" = now(),
        "recipe" = ${made.recipe}, "updatedAt" = now() WHERE "imageId" = ${job.imageId}::uuid`;
  });
}

type Transaction = Parameters<Parameters<ReturnType<typeof db>["$transaction"]>[0]>[0];

class NotHeld extends Error {}

/**
 * Makes what the attempt has announced live, and does the work, in one transaction: all of it, or nothing when the attempt
 * does not have the job any more, or one of its keys was let go of.
 */
async function commitIfHeld(
  job: VariantAttempt,
  variants: readonly KeptVariant[],
  work: (tx: Transaction) => Promise<void>,
): Promise<boolean> {
  const keys = variants.map(({ key }) => key);
  try {
    await db().$transaction(async (tx) => {
      // In a statement of its own: one that waits for the lock would see the job as it was before.
      await tx.$executeRaw`SELECT FROM "Image" WHERE "id" = ${job.imageId}::uuid FOR NO KEY UPDATE`;
      const alive = await tx.$executeRaw`
        WITH ${held(job)}
        UPDATE "StoredObject" o SET "state" = 'live', "updatedAt" = now() FROM held
        WHERE o."imageId" = held."imageId" AND o."key" = ANY(${keys}) AND o."state" IN ('intent', 'live')`;
      if (alive === 0 || alive !== keys.length) throw new NotHeld();
      await work(tx);
    });
    return true;
  } catch (error) {
    if (error instanceof NotHeld) return false;
    throw error;
  }
}

function rowsOf(job: VariantAttempt, variants: readonly KeptVariant[]) {
  return variants.map(({ key, widthPx, heightPx, sizeBytes, ...variant }) => ({
    ...variant,
    imageId: job.imageId,
    objectKey: key,
    size: sizeBytes,
    width: widthPx,
    height: heightPx,
  }));
}

/** How an attempt ends that made nothing. */
export type AttemptEnd =
  | { readonly state: "none" }
  | { readonly state: "failed"; readonly problem: string }
  /** Tried again after `pauseSeconds`; `counts` is false where nothing speaks against the image. */
  | { readonly state: "pending"; readonly pauseSeconds: number; readonly counts: boolean };

/** Ends an attempt, and lets go of every key that it had announced; of one that was overtaken, only that. */
export async function endVariantAttempt(job: VariantAttempt, end: AttemptEnd): Promise<void> {
  const again = end.state === "pending" ? end : { pauseSeconds: 0, counts: true };
  const problem = end.state === "failed" ? end.problem : null;
  await db().$executeRaw`
    WITH ${held(job)}, ended AS (
      UPDATE "VariantJob" j SET "state" = ${end.state}::"VariantState", "attempt" = NULL, "problem" = ${problem},
        "tries" = j."tries" - ${again.counts ? 0 : 1}, "updatedAt" = now(),
        "dueAt" = now() + make_interval(secs => ${again.pauseSeconds})
      FROM held WHERE j."imageId" = held."imageId" AND j."attempt" = ${job.attempt}::uuid
    )
    UPDATE "StoredObject" SET "state" = 'dead', "removeAt" = now(), "updatedAt" = now()
    WHERE "key" LIKE ${`images/${job.imageId}/${job.attempt}/%`} AND "imageId" = ${job.imageId}::uuid
      AND "state" <> 'live'`;
}

/** The job, if this attempt still has it, with its image locked. */
function held({ imageId, attempt }: VariantAttempt): Prisma.Sql {
  return Prisma.sql`
    image AS MATERIALIZED (SELECT "id" FROM "Image" WHERE "id" = ${imageId}::uuid FOR NO KEY UPDATE),
    held AS (
      SELECT j."imageId" FROM image JOIN "VariantJob" j ON j."imageId" = image."id"
      WHERE j."attempt" = ${attempt}::uuid AND j."state" = 'pending'
    )`;
}
