import "server-only";
import type { Readable } from "node:stream";
import { createSHA256, type IHasher } from "hash-wasm";
import { findHashProgress, saveHashProgress } from "@/lib/db/uploads/handed-over";
import { AppError } from "@/lib/errors";
import { failpoint } from "@/lib/failpoint";
import type { ObjectKey } from "@/lib/images/object-key";
import type { ObjectFacts } from "@/lib/storage/object-storage";
import type { Attempt, Context } from "./registration";
import { inProgress } from "./upload-answers";

/** Gives base64 of an object's SHA-256, by reading it; null when it is not there. */
export type Hash = (key: ObjectKey, facts: ObjectFacts) => Promise<string | null>;

// About ten seconds of a slow store: what a killed process loses at most.
const SLICE_BYTES = 64 * 1024 ** 2;

/** How an attempt hashes what the provider did not: at once, or in a job slice by slice. */
export function hashObject(attempt: Attempt, context: Context): Hash {
  const { storage, signal } = context;
  return context.as === "request"
    ? (key) => storage.computeSha256(key, { signal })
    : (key, facts) => hashInSlices(attempt, context, key, facts);
}

/**
 * Reads the object slice by slice, and after each keeps the state of the hash function, so that a process that ends,
 * or is given a minute only, leaves its work to the next. An upload in parts has one object; a copy is another each time.
 */
async function hashInSlices(
  { upload, token }: Attempt,
  { storage, signal }: Context,
  key: ObjectKey,
  { etag, sizeBytes }: ObjectFacts,
): Promise<string | null> {
  const hasher = await createSHA256();
  const before = upload.multipart === null ? null : await findHashProgress(upload.id);
  let offset = 0;
  if (before?.etag === etag) {
    hasher.load(Buffer.from(before.state, "base64"));
    offset = before.hashedBytes;
  }
  while (offset < sizeBytes) {
    const length = Math.min(SLICE_BYTES, sizeBytes - offset);
    const slice = await storage.openRange(key, { offset, length, etag }, { signal });
    if (slice === null) return null;
    await update(hasher, slice, length);
    offset += length;
    const state = Buffer.from(hasher.save()).toString("base64");
    const isOurs = await saveHashProgress(upload.id, token, { etag, hashedBytes: offset, state });
    failpoint("multipart.after-slice");
    if (!isOurs) throw inProgress("Another attempt has taken over.");
  }
  return Buffer.from(hasher.digest("binary")).toString("base64");
}

async function update(hasher: IHasher, slice: Readable, expectedBytes: number): Promise<void> {
  let bytes = 0;
  const chunks: AsyncIterable<Buffer> = slice;
  for await (const chunk of chunks) {
    hasher.update(chunk);
    bytes += chunk.byteLength;
  }
  if (bytes === expectedBytes) return;
  const cause = new Error(`the store gave ${bytes} bytes instead of ${expectedBytes}`);
  throw new AppError("storage_unavailable", { cause, retryAfterSeconds: 2 });
}
