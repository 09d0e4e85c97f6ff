/**
 * The two batch calls of the upload API, as the browser makes them. Answers are read by hand and field by field: a
 * schema library would weigh more than the whole uploader, and one odd entry must not spoil its neighbours.
 */
import type { PresignUploadRequest, RegisterImageRequest } from "@/lib/contracts/upload";
import { paths } from "@/lib/paths";
import { bareRefusal, isCount, isRecord, readRefusal, type Refusal, refusalOf, readText } from "./refusal";
import type { JsonAnswer, Transport } from "./transport";

const SHORTEST_LIFE_MS = 10_000;

/** A presigned upload, with its end told in this machine's clock. */
export type PresignedUpload = {
  readonly kind: "whole";
  readonly url: string;
  readonly key: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly expiresAtMs: number;
};

/** An upload that has begun and whose parts are signed as they are needed. */
export type PresignedParts = {
  readonly kind: "parts";
  readonly uploadId: string;
  readonly key: string;
  readonly partSizeBytes: number;
  readonly partCount: number;
  readonly expiresAtMs: number;
};

export type Presigned = PresignedUpload | PresignedParts;

export type RegisteredImage = { readonly id: string };

export type Answer<Value> =
  { readonly ok: true; readonly value: Value } | { readonly ok: false; readonly refusal: Refusal };

/** Either an answer for each file, in the order asked, or one refusal of the request as a whole. */
export type BatchAnswer<Value> =
  | { readonly kind: "answered"; readonly answers: readonly Answer<Value>[] }
  | { readonly kind: "refused"; readonly refusal: Refusal };

/** `POST /images/presign-uploads`; at most MAX_BATCH files. */
export async function presignUploads(
  transport: Transport,
  files: readonly PresignUploadRequest[],
  nowMs: () => number,
): Promise<BatchAnswer<Presigned>> {
  const answer = await transport.postJson(paths.api.presignUploads(), { files });
  const now = nowMs();
  const aheadMs = answer.serverTimeMs === null ? 0 : clockAhead(now, answer.serverTimeMs);
  return readBatch(answer, "uploads", files.length, (entry) => {
    const presigned = readPresigned(entry, aheadMs) ?? readParts(entry, aheadMs);
    return presigned === null ? null : distrustOddClock(presigned, now);
  });
}

/** `POST /images/registrations`; at most MAX_BATCH images. Safe to repeat. */
export async function registerImages(
  transport: Transport,
  images: readonly RegisterImageRequest[],
): Promise<BatchAnswer<RegisteredImage>> {
  const answer = await transport.postJson(paths.api.registrations(), { images });
  return readBatch(answer, "images", images.length, readRegistered);
}

/** How far this clock is ahead; a `Date` header has whole seconds, so less than two of them is no difference. */
export function clockAhead(nowMs: number, serverTimeMs: number): number {
  const ahead = nowMs - serverTimeMs;
  return Math.abs(ahead) < 2_000 ? 0 : ahead;
}

/** A URL that seems to be over as it arrives means that one clock is off: then only the store can tell. */
export function distrustOddClock<Expiring extends { readonly expiresAtMs: number }>(
  presigned: Expiring,
  nowMs: number,
): Expiring {
  const isPlausible = presigned.expiresAtMs > nowMs + SHORTEST_LIFE_MS;
  return isPlausible ? presigned : { ...presigned, expiresAtMs: Number.POSITIVE_INFINITY };
}

function readBatch<Value>(
  answer: JsonAnswer,
  member: "uploads" | "images",
  count: number,
  read: (entry: unknown) => Value | null,
): BatchAnswer<Value> {
  if (answer.status < 200 || answer.status > 299) return { kind: "refused", refusal: refusalOf(answer) };
  const entries = isRecord(answer.body) ? answer.body[member] : undefined;
  if (!Array.isArray(entries) || entries.length !== count) {
    return { kind: "refused", refusal: bareRefusal("unreadable_answer", answer.status, null) };
  }
  return { kind: "answered", answers: entries.map((entry: unknown) => readEntry(entry, read)) };
}

function readEntry<Value>(entry: unknown, read: (entry: unknown) => Value | null): Answer<Value> {
  const value = read(entry);
  if (value !== null) return { ok: true, value };
  return { ok: false, refusal: readRefusal(entry) ?? bareRefusal("unreadable_answer", 200, null) };
}

function readPresigned(entry: unknown, aheadMs: number): PresignedUpload | null {
  if (!isRecord(entry)) return null;
  const url = readText(entry["url"]);
  const key = readText(entry["key"]);
  const headers = readHeaders(entry["headers"]);
  const expires = Date.parse(readText(entry["expiresAt"]) ?? "");
  if (url === null || !URL.canParse(url) || key === null || headers === null || Number.isNaN(expires))
    return null;
  return { kind: "whole", url, key, headers, expiresAtMs: expires + aheadMs };
}

function readParts(entry: unknown, aheadMs: number): PresignedParts | null {
  if (!isRecord(entry)) return null;
  const uploadId = readText(entry["uploadId"]);
  const key = readText(entry["key"]);
  const { partSizeBytes, partCount } = entry;
  const expires = Date.parse(readText(entry["expiresAt"]) ?? "");
  const isPlan = isCount(partSizeBytes) && isCount(partCount);
  if (uploadId === null || key === null || !isPlan || Number.isNaN(expires)) return null;
  return { kind: "parts", uploadId, key, partSizeBytes, partCount, expiresAtMs: expires + aheadMs };
}

export function readHeaders(value: unknown): Readonly<Record<string, string>> | null {
  if (!isRecord(value)) return null;
  const headers: Record<string, string> = {};
  for (const [name, text] of Object.entries(value)) {
    if (typeof text !== "string") return null;
    headers[name] = text;
  }
  return headers;
}

function readRegistered(entry: unknown): RegisteredImage | null {
  const image = isRecord(entry) ? entry["image"] : null;
  const id = isRecord(image) ? readText(image["id"]) : null;
  return id === null ? null : { id };
}
