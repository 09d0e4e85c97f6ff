/** The digests that are bound into an upload's signatures, in base64. Runs in the hash worker, and anywhere else. */
import { createMD5, createSHA256, type IHasher } from "hash-wasm";

export type Digests = {
  /** Of the whole file; null where a security policy forbids WebAssembly. */
  readonly sha256: string | null;
  /** Of each of its parts, or of the whole; null as above. */
  readonly md5s: readonly string[] | null;
};

export type DigestOptions = {
  /** The length of the parts in which the file will travel; null when it travels whole. */
  readonly partBytes: number | null;
  readonly onProgress?: ((readBytes: number) => void) | undefined;
};

/** How often progress is told. */
const PROGRESS_BYTES = 1024 * 1024;

type Hashers = { readonly sha256: IHasher; readonly md5: IHasher };
const idle: Hashers[] = [];

/**
 * SHA-256 of a file and MD5 of its parts. It is read once, as a stream: no more than a few chunks are ever in memory.
 * Rejects when the file cannot be read (moved, changed or removed since it was chosen).
 */
export async function digestFile(file: Blob, options: DigestOptions): Promise<Digests> {
  const hashers = idle.pop() ?? (await openHashers());
  // The server proves the bytes in any case.
  if (hashers === null) return { sha256: null, md5s: null };
  const digests = await digestStream(hashers, file, options);
  idle.push(hashers);
  return digests;
}

async function openHashers(): Promise<Hashers | null> {
  try {
    return { sha256: await createSHA256(), md5: await createMD5() };
  } catch {
    return null;
  }
}

async function digestStream({ sha256, md5 }: Hashers, file: Blob, options: DigestOptions): Promise<Digests> {
  const partBytes = options.partBytes ?? file.size;
  const md5s: string[] = [];
  let [readBytes, toldBytes] = [0, 0];
  sha256.init();
  md5.init();
  for await (const chunk of read(file)) {
    sha256.update(chunk);
    for (const piece of cut(chunk, readBytes, partBytes)) {
      md5.update(piece);
      readBytes += piece.byteLength;
      if (readBytes % partBytes > 0 && readBytes < file.size) continue;
      md5s.push(finish(md5));
      md5.init();
    }
    if (readBytes - toldBytes < PROGRESS_BYTES && readBytes < file.size) continue;
    toldBytes = readBytes;
    options.onProgress?.(readBytes);
  }
  return { sha256: finish(sha256), md5s };
}

/** A stream is no iterable in every browser yet. */
async function* read(file: Blob): AsyncGenerator<Uint8Array> {
  const reader = file.stream().getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    yield value;
  }
}

/** A chunk that begins at `offset`, cut where parts end. */
function* cut(chunk: Uint8Array, offset: number, partBytes: number): Generator<Uint8Array> {
  for (let start = 0, end = 0; start < chunk.byteLength; start = end) {
    end = Math.min(chunk.byteLength, start + partBytes - ((offset + start) % partBytes));
    yield chunk.subarray(start, end);
  }
}

function finish(hasher: IHasher): string {
  return btoa(String.fromCharCode(...hasher.digest("binary")));
}
