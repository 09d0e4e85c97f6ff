import "server-only";
import { findImage } from "@/lib/db/images/images";
import {
  abandonReplacements,
  announceReplacements,
  commitReplacement,
  findPoster,
} from "@/lib/db/images/revocations";
import { AppError } from "@/lib/errors";
import { failpoint } from "@/lib/failpoint";
import type { Image } from "@/lib/images/image";
import { mintReplacementKey, type ObjectKey } from "@/lib/images/object-key";
import { CACHE_CONTROL, type CallOptions, type ObjectStorage } from "@/lib/storage/object-storage";

export type ReplaceOptions = CallOptions & {
  readonly storage: ObjectStorage;
  /** How long the attempt may take; its signal ends then. */
  readonly budgetSeconds: number;
};

/**
 * Keeps the promise that an image's URLs stop working: its bytes are copied to a key that nobody was told, the copy is
 * verified, and the image goes over to it. Gives the old keys, which are dead; none when somebody else was quicker.
 * @throws AppError `storage_unavailable`, with nothing changed: the promise stands
 */
export async function replaceObject(image: Image, options: ReplaceOptions): Promise<ObjectKey[]> {
  const { storage, budgetSeconds, ...call } = options;
  const shown = await findPoster(image.id);
  const original = replacementOf(image.key, image.filetype);
  const poster = shown === null ? null : replacementOf(shown.posterKey, shown.posterType);
  const replacements = poster === null ? [original] : [original, poster];
  failpoint("revoke.before-intent");
  if (!(await announceReplacements(image.id, replacements, budgetSeconds))) return [];
  failpoint("revoke.after-intent");
  try {
    const etag = await copyAndVerify(original, image, storage, call);
    const posterEtag = poster === null ? null : await copyAndVerify(poster, null, storage, call);
    failpoint("revoke.after-verify");
    const isCopied = etag !== null && (poster === null || posterEtag !== null);
    const dead = isCopied ? await commitReplacement(image.id, { ...original, etag }, poster) : null;
    if (dead !== null) {
      failpoint("revoke.after-commit");
      return dead;
    }
    // Another key means that somebody else was quicker.
    if ((await findImage(image.id))?.key === image.key) throw notCopied(image.key);
    await abandonReplacements(replacements);
    return [];
  } catch (error) {
    await abandonReplacements(replacements).catch(() => undefined);
    throw error;
  }
}

type Bytes = { readonly sizeBytes: number; readonly sha256: string };

function replacementOf(from: ObjectKey, filetype: string) {
  return { from, to: mintReplacementKey(from), filetype };
}

/**
 * The copy's ETag once it is proved to be the same bytes: those of `proved`, where a row says what they are. Null when
 * the object or its copy is not there.
 */
async function copyAndVerify(
  { from, to, filetype }: ReturnType<typeof replacementOf>,
  proved: Bytes | null,
  storage: ObjectStorage,
  options: CallOptions,
): Promise<string | null> {
  const wanted = proved ?? (await readFacts(from, storage, options));
  const copied = await storage.copy({ from, to, filetype, cacheControl: CACHE_CONTROL }, options);
  failpoint("revoke.after-copy");
  const facts = copied ? await readFacts(to, storage, options) : null;
  if (wanted === null || facts === null) return null;
  if (facts.sizeBytes !== wanted.sizeBytes || facts.sha256 !== wanted.sha256) throw notCopied(from);
  return facts.etag;
}

async function readFacts(key: ObjectKey, storage: ObjectStorage, options: CallOptions) {
  const facts = await storage.head(key, options);
  const sha256 = facts?.sha256 ?? (await storage.computeSha256(key, options));
  return facts === null || sha256 === null ? null : { ...facts, sha256 };
}

function notCopied(key: ObjectKey): AppError {
  return new AppError("storage_unavailable", {
    cause: new Error(`${key} could not be copied`),
    retryAfterSeconds: 2,
  });
}
