/** A client that does as docs/api.md says: it asks again for what may succeed later. */
import type { PresignUploadResponse } from "@/lib/contracts/upload";
import type { Answer, ApiClient } from "./api-client";
import { untilSettled } from "./patience";
import { put, register } from "./upload-flow";

/** Puts until the object is there, or the store refuses it for good. Gives the last status; 0 when there was none. */
export async function putPatiently(upload: PresignUploadResponse, bytes: Uint8Array): Promise<number> {
  return untilSettled(
    () => put(upload, bytes).catch(() => 0),
    (status) => status !== 0 && status < 500,
  );
}

/** Registers until there is an image or a refusal. */
export async function registerPatiently(client: ApiClient, key: string): Promise<Answer> {
  return untilSettled(
    () => register(client, key),
    ({ status }) => status !== 503 && status !== 409,
  );
}
