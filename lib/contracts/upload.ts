/** Requests and answers of the upload half of the API (docs/api.md). */
import { z } from "zod";
import { MAX_ALT_LENGTH, MAX_TITLE_LENGTH, VISIBILITIES } from "@/lib/images/image";
import { MAX_BATCH } from "@/lib/images/upload-policy";
import { imageSchema } from "./image";
import { problemSchema } from "./problem";
import { text } from "./text";

const base64Of = (bytes: number) =>
  z.string().refine((text) => isBase64Of(text, bytes), { error: `must be base64 of ${String(bytes)} bytes` });

function isBase64Of(text: string, bytes: number): boolean {
  return (
    /^[A-Za-z0-9+/]+={0,2}$/.test(text) &&
    text.length === Math.ceil(bytes / 3) * 4 &&
    decodedLength(text) === bytes
  );
}

function decodedLength(base64: string): number {
  return (base64.length / 4) * 3 - (base64.length - base64.replace(/=+$/, "").length);
}

const filename = z.string().min(1).max(1024);
const filetype = z.string().min(1).max(127);

export const presignUploadRequest = z.strictObject({
  filename,
  filetype,
  /** Bytes. */
  size: z.number().int().nonnegative().max(Number.MAX_SAFE_INTEGER).optional(),
  sha256: base64Of(32).optional(),
  md5: base64Of(16).optional(),
  onDuplicate: z.enum(["allow", "report"]).default("allow"),
});
export type PresignUploadRequest = z.input<typeof presignUploadRequest>;

/** What lets a browser write one key; `headers` are exactly those that the client must send. */
export const presignUploadResponse = z.strictObject({
  url: z.url(),
  key: z.string(),
  uploadId: z.uuid(),
  method: z.literal("PUT"),
  headers: z.record(z.string(), z.string()),
  expiresAt: z.iso.datetime(),
});
export type PresignUploadResponse = z.infer<typeof presignUploadResponse>;

export const presignUploadsRequest = z.strictObject({
  files: z.array(presignUploadRequest).min(1).max(MAX_BATCH),
});
export type PresignUploadsRequest = z.input<typeof presignUploadsRequest>;
export const presignUploadsResponse = z.strictObject({
  uploads: z.array(z.union([presignUploadResponse, problemSchema])),
});
export type PresignUploadsResponse = z.infer<typeof presignUploadsResponse>;

export const registerImageRequest = z.strictObject({
  key: z.string().min(1).max(1024),
  filename,
  filetype,
  alt: text(MAX_ALT_LENGTH).optional(),
  title: text(MAX_TITLE_LENGTH).optional(),
  visibility: z.enum(VISIBILITIES).optional(),
});
export type RegisterImageRequest = z.input<typeof registerImageRequest>;
export const registerImageResponse = z.strictObject({ image: imageSchema });
export type RegisterImageResponse = z.infer<typeof registerImageResponse>;

export const registrationsRequest = z.strictObject({
  images: z.array(registerImageRequest).min(1).max(MAX_BATCH),
});
export type RegistrationsRequest = z.input<typeof registrationsRequest>;
export const registrationsResponse = z.strictObject({
  images: z.array(z.union([registerImageResponse, problemSchema])),
});
export type RegistrationsResponse = z.infer<typeof registrationsResponse>;
