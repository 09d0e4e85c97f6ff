/** The calls that an uploader makes (docs/api.md), from a page of Signet's own origin, as whoever is signed in there. */
import { z } from "zod";
import { presignMultipartResponse, signPartsResponse, uploadPartsResponse } from "@/lib/contracts/multipart";
import { problemSchema } from "@/lib/contracts/problem";
import {
  presignUploadResponse,
  type PresignUploadRequest,
  type RegisterImageRequest,
  registrationsResponse,
} from "@/lib/contracts/upload";
import { paths } from "@/lib/paths";

type DeclaredFile = Pick<PresignUploadRequest, "filename" | "filetype" | "size">;

/** How often it waits for a server that says when to ask again. */
const MAX_WAITS = 8;

export function presign(file: DeclaredFile) {
  return ask(presignUploadResponse, "POST", paths.api.presignUpload(), file);
}

export function begin(file: DeclaredFile) {
  return ask(presignMultipartResponse, "POST", paths.api.presignUpload(), { ...file, multipart: true });
}

export async function signPart(uploadId: string, partNumber: number) {
  const path = paths.api.uploadParts(uploadId);
  const { parts } = await ask(signPartsResponse, "POST", path, { partNumbers: [partNumber] });
  const [part] = parts;
  if (part === undefined) throw new Error(`Part ${partNumber} was not signed.`);
  return part;
}

/** What the store has, as a registration names it. */
export async function listParts(uploadId: string) {
  const { parts } = await ask(uploadPartsResponse, "GET", paths.api.uploadParts(uploadId));
  return parts.map(({ partNumber, etag }) => ({ partNumber, etag }));
}

export async function abandon(uploadId: string): Promise<void> {
  await ask(z.undefined(), "DELETE", paths.api.upload(uploadId));
}

/** As many as one request may name; the answers in their order, each an image or what speaks against it. */
export async function register(images: readonly RegisterImageRequest[]) {
  const answer = await ask(registrationsResponse, "POST", paths.api.registrations(), { images });
  return answer.images;
}

/** @throws Error with the reason, in words for people */
async function ask<Answer>(
  schema: z.ZodType<Answer>,
  method: string,
  path: string,
  json?: unknown,
): Promise<Answer> {
  const headers = { "content-type": "application/json" };
  for (let waits = 0; ; waits += 1) {
    const body = json === undefined ? {} : { headers, body: JSON.stringify(json) };
    const response = await fetch(path, { method, ...body });
    const text = await response.text();
    const answer: unknown = text === "" ? undefined : JSON.parse(text);
    if (response.ok) return schema.parse(answer);
    const seconds = response.headers.get("retry-after");
    const isBusy = response.status === 429 || response.status === 503;
    if (!isBusy || seconds === null || waits === MAX_WAITS) throw new Error(reasonOf(answer));
    await sleep(Number(seconds));
  }
}

export function reasonOf(problem: unknown): string {
  const { data } = problemSchema.safeParse(problem);
  return data?.detail ?? data?.title ?? "The server did not say why.";
}

export function sleep(seconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, seconds * 1_000));
}
