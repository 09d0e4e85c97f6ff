/**
 * Finishes an upload of an earlier visit of which the bucket has every part: all that is left is to register it, and
 * that needs no file. A video gets no poster by this, since only the file could give one.
 */
import type { RegisterImageRequest } from "@/lib/contracts/upload";
import { partLength } from "@/lib/images/upload/multipart";
import { backOffMs } from "../engine/back-off";
import type { Clock } from "../engine/clock";
import { listParts } from "../transport/parts-api";
import type { Transport } from "../transport/transport";
import { registerImages } from "../transport/upload-api";
import type { RememberedUpload } from "./upload-memory";

export type FinishKit = {
  readonly transport: Transport;
  readonly clock: Clock;
  /** 0 up to 1, exclusive. */
  readonly random: () => number;
};

/** What its registration says of the parts: nothing once the server has put them together. */
export type Arrived = Pick<RegisterImageRequest, "parts">;

/** All parts, in order; null when some are missing or the bucket could not be asked. */
export async function findAllParts(
  { transport }: FinishKit,
  { uploadId, partCount, sizeBytes, partSizeBytes }: RememberedUpload,
): Promise<Arrived | null> {
  const answer = await listParts(transport, uploadId);
  if (!answer.ok) return answer.refusal.code === "registration_in_progress" ? {} : null;
  const whole = answer.value.filter(
    (part) => part.sizeBytes === partLength(sizeBytes, partSizeBytes, part.partNumber),
  );
  if (whole.length !== partCount) return null;
  const parts = whole.toSorted((one, other) => one.partNumber - other.partNumber);
  return { parts: parts.map(({ partNumber, etag }) => ({ partNumber, etag })) };
}

/** Registers it, for as long as the server is at it; whether there is an image now. */
export async function registerStored(
  { transport, clock, random }: FinishKit,
  { key, filename, filetype }: RememberedUpload,
  arrived: Arrived,
  signal: AbortSignal,
): Promise<boolean> {
  while (!signal.aborted) {
    const batch = await registerImages(transport, [{ key, filename, filetype, ...arrived }]);
    const answer = batch.kind === "answered" ? batch.answers[0] : undefined;
    if (answer?.ok === true) return true;
    if (answer?.refusal.code !== "registration_in_progress") return false;
    const { retryAfterSeconds } = answer.refusal;
    const waitMs = backOffMs({ retries: 1, retryAfterSeconds, random: random() });
    await new Promise<void>((resolve) => clock.after(waitMs, resolve));
  }
  return false;
}
