/** The steps of an upload in parts as a client takes them. */
import {
  type PresignMultipartResponse,
  presignMultipartResponse,
  signPartsResponse,
  type SignPartsResponse,
} from "@/lib/contracts/multipart";
import type { PresignUploadRequest } from "@/lib/contracts/upload";
import { paths } from "@/lib/paths";
import type { Answer, ApiClient } from "./api-client";

export type SentPart = { readonly partNumber: number; readonly etag: string };
export type SignedPart = SignPartsResponse["parts"][number];

export async function beginMultipart(
  client: ApiClient,
  request: Partial<PresignUploadRequest> & { size: number },
): Promise<PresignMultipartResponse> {
  const json = { filename: "picture.png", filetype: "image/png", multipart: true, ...request };
  const answer = await client.call(paths.api.presignUpload(), { json });
  if (answer.status !== 200) throw new Error(`Not begun: ${JSON.stringify(answer.body)}`);
  return presignMultipartResponse.parse(answer.body);
}

export async function signParts(
  client: ApiClient,
  uploadId: string,
  partNumbers: readonly number[],
  checksums?: readonly string[],
): Promise<SignedPart[]> {
  const answer = await client.call(paths.api.uploadParts(uploadId), { json: { partNumbers, checksums } });
  if (answer.status !== 200) throw new Error(`Not signed: ${JSON.stringify(answer.body)}`);
  return signPartsResponse.parse(answer.body).parts;
}

export type PutPartAnswer = { readonly status: number; readonly etag: string };

export async function putPart(
  { url, headers }: Pick<SignedPart, "url" | "headers">,
  bytes: Uint8Array,
): Promise<PutPartAnswer> {
  const response = await fetch(url, { method: "PUT", headers, body: Buffer.from(bytes) });
  await response.arrayBuffer();
  return { status: response.status, etag: response.headers.get("etag") ?? "" };
}

/** The bytes of one part, counted from 1. */
export function bytesOfPart(file: Uint8Array, partSizeBytes: number, partNumber: number): Uint8Array {
  return file.subarray((partNumber - 1) * partSizeBytes, partNumber * partSizeBytes);
}

/** Sends parts of a file, all of them unless said otherwise; gives what registering lists. */
export async function sendParts(
  client: ApiClient,
  { uploadId, partSizeBytes, partCount }: PresignMultipartResponse,
  file: Uint8Array,
  partNumbers: readonly number[] = Array.from({ length: partCount }, (_, index) => index + 1),
): Promise<SentPart[]> {
  const sent: SentPart[] = [];
  for (const part of await signParts(client, uploadId, partNumbers)) {
    const { status, etag } = await putPart(part, bytesOfPart(file, partSizeBytes, part.partNumber));
    if (status !== 200) throw new Error(`The store answered ${status} to part ${part.partNumber}.`);
    sent.push({ partNumber: part.partNumber, etag });
  }
  return sent;
}

/** Which parts have arrived. */
export function listParts(client: ApiClient, uploadId: string): Promise<Answer> {
  return client.call(paths.api.uploadParts(uploadId));
}

/** Gives the upload up, as its owner. */
export function abortUpload(client: ApiClient, uploadId: string): Promise<Answer> {
  return client.call(paths.api.upload(uploadId), { method: "DELETE" });
}
