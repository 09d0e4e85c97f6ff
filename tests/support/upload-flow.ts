/** The three steps of an upload as a client takes them, and files that are unlike each other. */
import { createHash, randomUUID } from "node:crypto";
import { imageResponse, type ImageView } from "@/lib/contracts/image";
import {
  type PresignUploadRequest,
  type PresignUploadResponse,
  presignUploadResponse,
  presignUploadsResponse,
  type RegisterImageRequest,
  registrationsResponse,
} from "@/lib/contracts/upload";
import type { Answer, ApiClient } from "./api-client";
import { untilSettled } from "./patience";
import { bytesOf, inserted, pngChunk, sampleFile } from "./sample-images";

let plainPng: Promise<Uint8Array> | undefined;

/** A small PNG with bytes that no other file has. */
export async function uniquePng(): Promise<Uint8Array> {
  const png = await (plainPng ??= sampleFile("png", { widthPx: 24, heightPx: 16 }));
  const endChunkBytes = 12;
  return inserted(png, png.byteLength - endChunkBytes, pngChunk("tEXt", bytesOf(`id\0${randomUUID()}`)));
}

export function sha256Of(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("base64");
}

/** Everything that a careful client declares about a file. */
export function declare(bytes: Uint8Array): { size: number; sha256: string; md5: string } {
  const md5 = createHash("md5").update(bytes).digest("base64");
  return { size: bytes.byteLength, sha256: sha256Of(bytes), md5 };
}

export async function presign(
  client: ApiClient,
  request: Partial<PresignUploadRequest> = {},
): Promise<PresignUploadResponse> {
  const json = { filename: "picture.png", filetype: "image/png", ...request };
  return presignUploadResponse.parse((await expectStatus(client, "/images/presign-upload", json, 200)).body);
}

/** Puts bytes with exactly the headers that presigning gave, unless `headers` says otherwise. */
export async function put(
  { url, headers }: Pick<PresignUploadResponse, "url" | "headers">,
  bytes: Uint8Array,
  otherHeaders: Record<string, string> = headers,
): Promise<number> {
  const response = await fetch(url, { method: "PUT", headers: otherHeaders, body: Buffer.from(bytes) });
  await response.arrayBuffer();
  return response.status;
}

export function register(
  client: ApiClient,
  key: string,
  more: Partial<RegisterImageRequest> = {},
): Promise<Answer> {
  const json = { key, filename: "picture.png", filetype: "image/png", ...more };
  return client.call("/images", { json });
}

type Added = {
  readonly image: ImageView;
  readonly upload: PresignUploadResponse;
  readonly bytes: Uint8Array;
};

/** Takes a file all the way; `more` goes into the registration. */
export async function addImage(
  client: ApiClient,
  more: Partial<RegisterImageRequest> = {},
  bytes?: Uint8Array,
): Promise<Added> {
  const file = bytes ?? (await uniquePng());
  const named = { ...(more.filename === undefined ? {} : { filename: more.filename }) };
  const upload = await presign(client, { ...named, ...declare(file) });
  await putOrThrow(upload, file);
  const answer = await untilSettled(() => register(client, upload.key, more), isFinal);
  // 200 when the answer to the first try was lost.
  if (answer.status !== 201 && answer.status !== 200)
    throw new Error(`Not registered: ${JSON.stringify(answer.body)}`);
  return { image: imageResponse.parse(answer.body).image, upload, bytes: file };
}

/** What files of one sort are called, and what makes another of them at each call. */
export type FileSort = {
  readonly filename: string;
  readonly filetype: PresignUploadRequest["filetype"];
  readonly make: () => Promise<Uint8Array>;
};

const SMALL_PNGS: FileSort = { filename: "picture.png", filetype: "image/png", make: uniquePng };

/**
 * Many images, small ones unless said otherwise, with two requests and a PUT each; `describe` gives what is registered of
 * the one at `index`.
 */
export async function addImages(
  client: ApiClient,
  count: number,
  describe: (index: number) => Partial<RegisterImageRequest> = () => ({}),
  { make, ...file }: FileSort = SMALL_PNGS,
): Promise<ImageView[]> {
  const indexes = Array.from({ length: count }, (_, index) => index);
  const files = indexes.map(() => file);
  const presigned = await expectStatus(client, "/images/presign-uploads", { files }, 200);
  const uploads = presignUploadsResponse
    .parse(presigned.body)
    .uploads.map((upload) => presignUploadResponse.parse(upload));
  await Promise.all(uploads.map(async (upload) => putOrThrow(upload, await make())));
  return registerAll(
    client,
    uploads.map(({ key }, index) => ({ ...file, key, ...describe(index) })),
  );
}

async function registerAll(client: ApiClient, images: readonly RegisterImageRequest[]): Promise<ImageView[]> {
  const registerOnce = async () => {
    const { body } = await expectStatus(client, "/images/registrations", { images }, 200);
    return registrationsResponse.parse(body).images;
  };
  const answers = await untilSettled(
    registerOnce,
    (all) => !all.some((one) => "code" in one && isPassing(one)),
  );
  return answers.map((answer) => imageResponse.parse(answer).image);
}

/** A busy machine may answer "ask again", also to some of a batch; our uploader does so, too. */
function isPassing({ code, status }: { readonly code?: unknown; readonly status: number }): boolean {
  return status === 503 || code === "registration_in_progress";
}

function isFinal({ status, body }: Answer): boolean {
  return !isPassing({ status, code: body["code"] });
}

async function putOrThrow(upload: PresignUploadResponse, bytes: Uint8Array): Promise<void> {
  const status = await put(upload, bytes);
  if (status !== 200) throw new Error(`The store answered ${status} to a PUT.`);
}

async function expectStatus(client: ApiClient, path: string, json: unknown, status: number): Promise<Answer> {
  const answer = await untilSettled(() => client.call(path, { json }), isFinal);
  if (answer.status !== status) throw new Error(`${path}: ${JSON.stringify(answer.body)}`);
  return answer;
}

/** A PNG of so many bytes: a small one, and behind its header a chunk that nobody reads. */
export async function largePng(sizeBytes: number): Promise<Uint8Array> {
  const png = await uniquePng();
  const chunkFrameBytes = 12;
  const endChunkBytes = 12;
  const filling = new Uint8Array(sizeBytes - png.byteLength - chunkFrameBytes);
  return inserted(png, png.byteLength - endChunkBytes, pngChunk("tEXt", filling));
}
