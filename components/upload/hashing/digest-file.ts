/** The two digests that are bound into an upload's signature, in base64. Runs in the hash worker, and anywhere else. */
import { createMD5, createSHA256, type IHasher } from "hash-wasm";

export type Digests = {
  /** Of the whole file; null where this browser cannot compute it (no WebAssembly, no secure context). */
  readonly sha256: string | null;
  readonly md5: string | null;
};

/** Up to here a file is read whole and WebCrypto does SHA-256: five times as fast, but it cannot stream. */
export const WHOLE_FILE_BYTES = 64 * 1024 * 1024;
const CHUNK_BYTES = 4 * 1024 * 1024;

export type DigestOptions = {
  readonly wholeFileBytes?: number;
  readonly chunkBytes?: number;
  readonly onProgress?: (readBytes: number) => void;
};

/**
 * SHA-256 and MD5 of a file, with at most `wholeFileBytes` of it in memory.
 * Rejects when the file cannot be read (moved, changed or removed since it was chosen).
 */
export async function digestFile(file: Blob, options: DigestOptions = {}): Promise<Digests> {
  const whole = file.size <= (options.wholeFileBytes ?? WHOLE_FILE_BYTES);
  return whole ? await digestWhole(file) : await digestInChunks(file, options);
}

async function digestWhole(file: Blob): Promise<Digests> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  const md5Hasher = await openSharedMd5();
  // WebCrypto works on a thread of its own, so it is begun first and MD5 runs meanwhile.
  const sha256 = sha256Of(bytes);
  const md5 = md5Hasher?.init().update(bytes).digest("binary");
  return { sha256: await sha256, md5: md5 === undefined ? null : toBase64(md5) };
}

let sharedMd5: Promise<IHasher | null> | undefined;

/** One instance for all whole files: its use has no await in it, so two files cannot mix. */
function openSharedMd5(): Promise<IHasher | null> {
  sharedMd5 ??= openHasher(createMD5);
  return sharedMd5;
}

async function sha256Of(bytes: Uint8Array<ArrayBuffer>): Promise<string | null> {
  // On a plain-http address other than localhost there is no crypto.subtle.
  if ("subtle" in crypto) return toBase64(new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)));
  const digest = (await openHasher(createSHA256))?.update(bytes).digest("binary");
  return digest === undefined ? null : toBase64(digest);
}

async function digestInChunks(file: Blob, options: DigestOptions): Promise<Digests> {
  const hashers = [await openHasher(createSHA256), await openHasher(createMD5)];
  if (hashers.every((hasher) => hasher === null)) return { sha256: null, md5: null };
  const step = options.chunkBytes ?? CHUNK_BYTES;
  for (let offset = 0; offset < file.size; offset += step) {
    const bytes = new Uint8Array(await file.slice(offset, offset + step).arrayBuffer());
    for (const hasher of hashers) hasher?.update(bytes);
    options.onProgress?.(Math.min(file.size, offset + step));
  }
  const [sha256, md5] = hashers.map((hasher) => (hasher === null ? null : toBase64(hasher.digest("binary"))));
  return { sha256: sha256 ?? null, md5: md5 ?? null };
}

/** A hasher, or null where a security policy forbids WebAssembly: the server proves the bytes in any case. */
async function openHasher(create: () => Promise<IHasher>): Promise<IHasher | null> {
  try {
    return (await create()).init();
  } catch {
    return null;
  }
}

function toBase64(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes));
}
