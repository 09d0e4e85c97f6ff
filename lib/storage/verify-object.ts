import "server-only";
import { setTimeout as sleep } from "node:timers/promises";
import type { ByteSource } from "@/lib/images/formats/byte-source";
import { type InspectedImage, inspectImage } from "@/lib/images/formats/inspect-image";
import type { ObjectKey } from "@/lib/images/object-key";
import type { DeclaredUpload, UploadProblem } from "@/lib/images/upload/upload";
import { PIXEL_LIMITS, type UploadPolicy } from "@/lib/images/upload/upload-policy";
import { checkStoredFacts, checkStoredSize, contentProblem } from "@/lib/images/verification";
import { AppError } from "@/lib/errors";
import type { ObjectFacts, ObjectStorage } from "./object-storage";

/** Three seconds in all. */
const PAUSES_MS = [50, 150, 300, 500, 1_000, 1_000] as const;

export type Verdict =
  | {
      readonly ok: true;
      readonly facts: ObjectFacts & { readonly sha256: string };
      readonly inspected: InspectedImage;
    }
  | { readonly ok: false; readonly problem: UploadProblem };

/** Reads an object back: size, checksum, true type by its bytes, and dimensions, before anything decodes it. */
export async function verifyObject({
  storage,
  key,
  declared,
  policy,
  signal,
  hash,
}: {
  storage: ObjectStorage;
  key: ObjectKey;
  declared: DeclaredUpload;
  policy: UploadPolicy;
  signal: AbortSignal;
  /** Computes what the provider did not: base64 of the SHA-256; null when the object is not there. */
  hash: (key: ObjectKey, facts: ObjectFacts) => Promise<string | null>;
}): Promise<Verdict> {
  const told = requireObject(await headPatiently(storage, key, signal), key);
  const sizeProblem = checkStoredSize(declared, told.sizeBytes, Math.max(...Object.values(policy.maxBytes)));
  if (sizeProblem !== null) return { ok: false, problem: sizeProblem };

  const inspection = await inspectImage(objectSource(storage, key, told.sizeBytes, signal), PIXEL_LIMITS);
  if (!inspection.ok) return { ok: false, problem: contentProblem(inspection.detail, inspection.reason) };

  const kindProblem = checkStoredSize(declared, told.sizeBytes, policy.maxBytes[inspection.image.kind]);
  if (kindProblem !== null) return { ok: false, problem: kindProblem };

  // Providers that compute no checksum of their own make us read the object once.
  const sha256 = told.sha256 ?? requireObject(await hash(key, told), key);
  const facts = { ...told, sha256 };
  const problem = checkStoredFacts(declared, facts);
  return problem === null ? { ok: true, facts, inspected: inspection.image } : { ok: false, problem };
}

/** Some stores find what was just written a moment later. Asks until there is an answer, or no time left for the rest. */
async function headPatiently(
  storage: ObjectStorage,
  key: ObjectKey,
  signal: AbortSignal,
): Promise<ObjectFacts | null> {
  for (const pauseMs of PAUSES_MS) {
    const told = await storage.head(key, { signal });
    if (told !== null) return told;
    await sleep(pauseMs, undefined, { signal }).catch(() => undefined);
  }
  return storage.head(key, { signal });
}

function objectSource(
  storage: ObjectStorage,
  key: ObjectKey,
  sizeBytes: number,
  signal: AbortSignal,
): ByteSource {
  return {
    sizeBytes,
    async read(offset, length) {
      const available = Math.min(length, sizeBytes - offset);
      if (available <= 0) return new Uint8Array();
      return requireObject(await storage.readRange(key, offset, available, { signal }), key).bytes;
    },
  };
}

/** An object that the store has just made must be there: when it is not yet, registering again helps. */
function requireObject<T>(found: T | null, key: ObjectKey): T {
  if (found === null)
    throw new AppError("storage_unavailable", {
      cause: new Error(`${key} is not there`),
      retryAfterSeconds: 2,
    });
  return found;
}
