import "server-only";
import {
  announceVariants,
  type AttemptEnd,
  claimVariantJob,
  commitFirstVariants,
  commitVariants,
  endVariantAttempt,
  type KeptVariant,
  type VariantAttempt,
} from "@/lib/db/variants/variant-jobs";
import { AppError } from "@/lib/errors";
import { mintVariantKey } from "@/lib/images/object-key";
import { PIXEL_LIMITS } from "@/lib/images/upload/upload-policy";
import { RECIPE_VERSION } from "@/lib/images/variant";
import { enqueueObjectRemoval } from "@/lib/jobs/enqueue";
import { describeError, log } from "@/lib/log";
import { CACHE_CONTROL, type ObjectStorage } from "@/lib/storage/object-storage";
import { s3ObjectStorage } from "@/lib/storage/s3/s3-object-storage";
import type { MadePart, MadePicture, VariantMaker } from "@/lib/variants/variant-maker";
import { idleOf, processVariantMakers } from "@/lib/variants/variant-makers";

const MAX_TRIES = 3;
const ATTEMPT_MS = 240_000;
/** After the first and the second try; the third is the last. */
const PAUSES_SECONDS = [5, 60];
const STORE_PAUSE_SECONDS = 30;
const PING_MS = 1_000;
/** Whole originals go through memory. */
const MAX_SOURCE_BYTES = 256 * 1024 ** 2;

/**
 * Makes the variants of every image that waits for them, until none is due: with as many originals at a time as there are
 * makers, each of which takes a core. Asked while all of them are at it, it leaves what is due to them. Gives how many
 * images got theirs.
 */
export async function makeVariants({
  storage = s3ObjectStorage,
  variantMakers = processVariantMakers(),
  maxMs = Infinity,
}: {
  storage?: ObjectStorage;
  variantMakers?: readonly VariantMaker[];
  /** After so long no further image is begun. */
  maxMs?: number;
}): Promise<number> {
  for (const maker of variantMakers) maker.asked += 1;
  const until = performance.now() + maxMs;
  // While the store is away every image would cost a time-out: they are still due when it is back.
  if (!(await answers(storage))) return 0;
  const counts = await Promise.all(idleOf(variantMakers).map((maker) => keepMaking(maker, storage, until)));
  return counts.reduce((sum, count) => sum + count, 0);
}

/** What is asked for meanwhile may have come too late for the last look: then it looks once more. */
async function keepMaking(maker: VariantMaker, storage: ObjectStorage, until: number): Promise<number> {
  maker.isTaken = true;
  let count = 0;
  try {
    for (;;) {
      const seen = maker.asked;
      const { made, isDone } = await makeAllDue(maker, storage, until);
      count += made;
      if (isDone || seen === maker.asked) return count;
    }
  } finally {
    maker.isTaken = false;
  }
}

async function makeAllDue(
  maker: VariantMaker,
  storage: ObjectStorage,
  until: number,
): Promise<{ made: number; isDone: boolean }> {
  let made = 0;
  let didWork = false;
  for (;;) {
    const isLate = performance.now() > until;
    const job = isLate ? null : await claimInTurn();
    const outcome = job === null ? "none-due" : await makeOne(job, storage, maker);
    if (outcome === "made") made += 1;
    // Each further one would wait as long for a store that is away.
    if (outcome === "none-due" || outcome === "store-away") {
      // Variants that were replaced, and what a try has left.
      if (didWork) await enqueueObjectRemoval();
      return { made, isDone: isLate || outcome === "store-away" };
    }
    didWork = true;
  }
}

let lastClaim: Promise<unknown> = Promise.resolve();

/** One claim after the other: the maker that is asked first, whose process runs, gets the first job. */
function claimInTurn(): Promise<VariantAttempt | null> {
  const claim = lastClaim.then(() => claimVariantJob(crypto.randomUUID()));
  lastClaim = claim.catch(() => undefined);
  return claim;
}

function answers(storage: ObjectStorage): Promise<boolean> {
  return storage.ping({ signal: AbortSignal.timeout(PING_MS) }).then(
    () => true,
    () => false,
  );
}

async function makeOne(
  job: VariantAttempt,
  storage: ObjectStorage,
  variantMaker: VariantMaker,
): Promise<"made" | "not-made" | "store-away"> {
  const end = await attempt(job, storage, variantMaker).catch((error: unknown) => endOfFault(error, job));
  if (end === null) return "made";
  await endVariantAttempt(job, end);
  if (end.state === "failed")
    log.warn({ operation: "make-variants", image: job.imageId, problem: end.problem });
  return end.state === "pending" && !end.counts ? "store-away" : "not-made";
}

/** Null when the variants are there. */
async function attempt(
  job: VariantAttempt,
  storage: ObjectStorage,
  variantMaker: VariantMaker,
): Promise<AttemptEnd | null> {
  const { source } = job;
  if (source === null) return { state: "none" };
  if (job.tries > MAX_TRIES) return { state: "failed", problem: "Every try ended without a word." };
  const signal = AbortSignal.timeout(ATTEMPT_MS);
  const original = await storage.openRead(source.key, { signal });
  if (original === null) return endOfTry(job, "The original is not in the bucket.");
  const { bytes, sizeBytes } = original;
  if (sizeBytes > MAX_SOURCE_BYTES) {
    bytes.destroy();
    return { state: "failed", problem: "The file is too large to be decoded." };
  }
  const request = { filetype: source.filetype, sizeBytes, maxPixels: PIXEL_LIMITS.maxPixels };
  const keeper = new VariantKeeper(job, storage, signal);
  const making = await variantMaker.make(request, bytes, signal, (part) => keeper.keep(part));
  switch (making.outcome) {
    case "made":
      return null;
    case "refused":
      return { state: "failed", problem: making.detail };
    case "died":
      return endOfTry(job, making.detail);
  }
}

/** Keeps what comes of one attempt: announced before it is written, committed after. */
class VariantKeeper {
  readonly #kept: KeptVariant[] = [];

  constructor(
    readonly job: VariantAttempt,
    readonly storage: ObjectStorage,
    readonly signal: AbortSignal,
  ) {}

  /** @throws Overtaken when the job is somebody else's by now, or gone */
  async keep({ isLast, thumbhash, pictures }: MadePart): Promise<void> {
    const { job } = this;
    await this.#write(pictures);
    const made = { thumbhash, variants: this.#kept };
    // Where there are some, they stay as they are until all the new ones can take their place.
    if (!isLast && job.hasVariants) return;
    const isKept = isLast
      ? await commitVariants(job, { ...made, recipe: RECIPE_VERSION })
      : await commitFirstVariants(job, made);
    if (!isKept) throw new Overtaken();
  }

  async #write(pictures: readonly MadePicture[]): Promise<void> {
    const { imageId, attempt } = this.job;
    const named = pictures.map((picture) => ({
      ...picture,
      key: mintVariantKey(imageId, attempt, picture.name, picture.format),
    }));
    const keys = named.map(({ key }) => key);
    if (keys.length > 0 && !(await announceVariants(this.job, keys))) throw new Overtaken();
    for (const { bytes, ...picture } of named) {
      const object = { ...describe(picture), key: picture.key, bytes };
      const etag = await this.storage.write(object, { signal: this.signal });
      this.#kept.push({ ...picture, sizeBytes: bytes.byteLength, etag });
    }
  }
}

/** Nothing to say of the job, which is somebody else's or gone; what was written goes. */
class Overtaken extends Error {}

function describe({ format }: Pick<MadePicture, "format">) {
  return { filetype: `image/${format}`, cacheControl: CACHE_CONTROL };
}

function endOfTry({ imageId, tries }: VariantAttempt, problem: string): AttemptEnd {
  log.warn({ operation: "make-variants", image: imageId, tries, problem });
  if (tries >= MAX_TRIES) return { state: "failed", problem };
  return { state: "pending", pauseSeconds: PAUSES_SECONDS[tries - 1] ?? 0, counts: true };
}

/** Where store or database are away, nothing speaks against the image. */
function endOfFault(error: unknown, job: VariantAttempt): AttemptEnd {
  if (error instanceof Overtaken) return { state: "pending", pauseSeconds: 0, counts: true };
  log.warn({ operation: "make-variants", image: job.imageId, error: describeError(error) });
  if (error instanceof AppError)
    return { state: "pending", pauseSeconds: STORE_PAUSE_SECONDS, counts: false };
  return endOfTry(job, "Reading the original or writing its variants failed.");
}
