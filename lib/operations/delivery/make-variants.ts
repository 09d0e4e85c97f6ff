import "server-only";
import {
  announceVariants,
  type AttemptEnd,
  claimVariantJob,
  commitVariants,
  endVariantAttempt,
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
import { type MadePicture, type Making, VariantMaker } from "@/lib/variants/variant-maker";

const MAX_TRIES = 3;
const ATTEMPT_MS = 240_000;
/** After the first and the second try; the third is the last. */
const PAUSES_SECONDS = [5, 60];
const STORE_PAUSE_SECONDS = 30;
const PING_MS = 1_000;
/** Whole originals go through memory. */
const MAX_SOURCE_BYTES = 256 * 1024 ** 2;

let maker: VariantMaker | undefined;
let running: Promise<number> | undefined;
let isWanted = false;

/**
 * Makes the variants of every image that waits for them, one after the other, until none is due. One run in a process
 * at a time: decoding takes a core. Asked meanwhile, it looks once more. Gives how many images got theirs.
 */
export async function makeVariants({
  storage = s3ObjectStorage,
  variantMaker = (maker ??= new VariantMaker()),
  maxMs = Infinity,
}: {
  storage?: ObjectStorage;
  variantMaker?: VariantMaker;
  /** After so long no further image is begun. */
  maxMs?: number;
}): Promise<number> {
  isWanted = true;
  running ??= makeAllDue(storage, variantMaker, performance.now() + maxMs).finally(
    () => (running = undefined),
  );
  return running;
}

async function makeAllDue(
  storage: ObjectStorage,
  variantMaker: VariantMaker,
  until: number,
): Promise<number> {
  let count = 0;
  while (isWanted) {
    isWanted = false;
    // While the store is away every image would cost a time-out: they are still due when it is back.
    if (!(await answers(storage))) return count;
    let didWork = false;
    for (;;) {
      if (performance.now() > until) return count;
      const job = await claimVariantJob(crypto.randomUUID());
      if (job === null) break;
      const outcome = await makeOne(job, storage, variantMaker);
      if (outcome === "made") count += 1;
      // Each further one would wait as long for a store that is away.
      if (outcome === "store-away") return count;
      didWork = true;
    }
    // Variants that were replaced, and what a try has left.
    if (didWork) await enqueueObjectRemoval();
  }
  return count;
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
  const making = await variantMaker.make(request, bytes, signal);
  switch (making.outcome) {
    case "refused":
      return { state: "failed", problem: making.detail };
    case "died":
      return endOfTry(job, making.detail);
    case "made":
      return keep(job, making, storage, signal);
  }
}

async function keep(
  job: VariantAttempt,
  { pictures, thumbhash }: Extract<Making, { outcome: "made" }>,
  storage: ObjectStorage,
  signal: AbortSignal,
): Promise<AttemptEnd | null> {
  const named = pictures.map((picture) => ({
    ...picture,
    key: mintVariantKey(job.imageId, job.attempt, picture.name, picture.format),
  }));
  const keys = named.map(({ key }) => key);
  if (!(await announceVariants(job, keys))) return overtaken();
  const variants = [];
  for (const { bytes, ...picture } of named) {
    const etag = await storage.write({ ...describe(picture), key: picture.key, bytes }, { signal });
    variants.push({ ...picture, sizeBytes: bytes.byteLength, etag });
  }
  const isKept = await commitVariants(job, { thumbhash, recipe: RECIPE_VERSION, variants });
  return isKept ? null : overtaken();
}

function describe({ format }: Pick<MadePicture, "format">) {
  return { filetype: `image/${format}`, cacheControl: CACHE_CONTROL };
}

/** Nothing to say of the job, which is somebody else's or gone; what was written goes. */
function overtaken(): AttemptEnd {
  return { state: "pending", pauseSeconds: 0, counts: true };
}

function endOfTry({ imageId, tries }: VariantAttempt, problem: string): AttemptEnd {
  log.warn({ operation: "make-variants", image: imageId, tries, problem });
  if (tries >= MAX_TRIES) return { state: "failed", problem };
  return { state: "pending", pauseSeconds: PAUSES_SECONDS[tries - 1] ?? 0, counts: true };
}

/** Where store or database are away, nothing speaks against the image. */
function endOfFault(error: unknown, job: VariantAttempt): AttemptEnd {
  log.warn({ operation: "make-variants", image: job.imageId, error: describeError(error) });
  if (error instanceof AppError)
    return { state: "pending", pauseSeconds: STORE_PAUSE_SECONDS, counts: false };
  return endOfTry(job, "Reading the original or writing its variants failed.");
}
