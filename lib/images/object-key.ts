/**
 * Where bytes live in the bucket. Minted here and nowhere else; a client's file name is never part of a key.
 * Staging keys had a PUT URL and are never served; those of originals and variants never had one, but for the parts of
 * an upload, whose URLs die when the parts are put together.
 */
declare const brand: unique symbol;
export type ObjectKey = string & { readonly [brand]: "ObjectKey" };

export const STAGING_PREFIX = "uploads/";
export const IMAGES_PREFIX = "images/";

const UUID = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}";
const STAGING = new RegExp(`^${STAGING_PREFIX}${UUID}$`);
const ORIGINAL = new RegExp(`^${IMAGES_PREFIX}(${UUID})/${UUID}/original\\.[a-z0-9]{2,5}$`);

/** A key for the browser's PUT. */
export function mintStagingKey(): ObjectKey {
  return `${STAGING_PREFIX}${crypto.randomUUID()}` as ObjectKey;
}

/** A key for one attempt at registering: unguessable, and no two attempts share one. */
export function mintOriginalKey(imageId: string, extension: string): ObjectKey {
  return `${IMAGES_PREFIX}${imageId}/${crypto.randomUUID()}/original.${extension}` as ObjectKey;
}

/** A key for the poster of a video that one attempt at registering copies. */
export function mintPosterKey(imageId: string, extension: string): ObjectKey {
  return `${IMAGES_PREFIX}${imageId}/${crypto.randomUUID()}/poster.${extension}` as ObjectKey;
}

/** A key for a variant that an attempt at making them has made; no two attempts share one. */
export function mintVariantKey(imageId: string, attempt: string, name: string, extension: string): ObjectKey {
  return `${IMAGES_PREFIX}${imageId}/${attempt}/${name}.${extension}` as ObjectKey;
}

/** Another key for the same bytes of the same image, which nobody was told. */
export function mintReplacementKey(key: ObjectKey): ObjectKey {
  const [prefix, imageId, , name] = key.split("/");
  return [prefix, imageId, crypto.randomUUID(), name].join("/") as ObjectKey;
}

/** The key that a text spells, or null when we never mint such a key. */
export function parseObjectKey(text: string): ObjectKey | null {
  return STAGING.test(text) || ORIGINAL.test(text) ? (text as ObjectKey) : null;
}

/** The restore guard's copy of the epoch: the one object of ours that is in no ledger. */
export const EPOCH_KEY = "meta/epoch";

/** Whether a key lies where only Signet writes. */
export function isOwnKey(key: string): boolean {
  return key.startsWith(STAGING_PREFIX) || key.startsWith(IMAGES_PREFIX);
}

export function isStagingKey(key: ObjectKey): boolean {
  return key.startsWith(STAGING_PREFIX);
}

/** The id of the image that an original key was minted for. @throws Error for a key of another shape */
export function imageIdOf(key: ObjectKey): string {
  const [, imageId] = ORIGINAL.exec(key) ?? [];
  if (imageId === undefined) throw new Error(`${key} names no image.`);
  return imageId;
}
