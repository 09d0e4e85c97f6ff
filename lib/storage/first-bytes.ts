import "server-only";
import { S3ServiceException } from "@aws-sdk/client-s3";
import { AppError } from "@/lib/errors";
import { mintStagingKey, type ObjectKey } from "@/lib/images/object-key";
import type { CallOptions, ObjectStorage } from "./object-storage";

export type FirstBytes = { readonly bytes: Uint8Array; readonly sizeBytes: number };

/**
 * The first `length` bytes of what somebody put, and its size; null when there is nothing. `withheld`: a store that
 * obeys unsigned headers has given the object to others, and keeps it from us though it is ours to remove.
 */
export async function readFirstBytes(
  storage: ObjectStorage,
  key: ObjectKey,
  length: number,
  options: CallOptions,
): Promise<FirstBytes | "withheld" | null> {
  try {
    return await storage.readRange(key, 0, length, options);
  } catch (error) {
    // Whoever may read beside it is told that there is nothing; whoever may read nothing is refused there too.
    if (!wasDenied(error) || (await storage.head(mintStagingKey(), options)) !== null) throw error;
    return "withheld";
  }
}

function wasDenied(error: unknown): boolean {
  const cause = error instanceof AppError ? error.cause : error;
  return cause instanceof S3ServiceException && cause.name === "AccessDenied";
}
