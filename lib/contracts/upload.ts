/** Requests and answers of the upload half of the API (docs/api.md). */
import { z } from "zod";
import { MAX_ALT_LENGTH, MAX_TITLE_LENGTH, VISIBILITIES } from "@/lib/images/image";
import { MAX_BATCH } from "@/lib/images/upload/upload-policy";
import { base64Of } from "./base64";
import { imageSchema } from "./image";
import { completedParts, presignMultipartResponse } from "./multipart";
import { problemSchema } from "./problem";
import { text } from "./text";

const filename = z.string().min(1).max(1024);
const filetype = z.string().min(1).max(127);

export const presignUploadRequest = z
  .strictObject({
    filename,
    filetype,
    /** Bytes. */
    size: z.number().int().nonnegative().max(Number.MAX_SAFE_INTEGER).optional(),
    sha256: base64Of(32).optional(),
    md5: base64Of(16).optional(),
    onDuplicate: z.enum(["allow", "report"]).default("allow"),
    /** In parts: for large files. */
    multipart: z.boolean().optional(),
  })
  .refine((file) => file.multipart !== true || file.size !== undefined, {
    path: ["size"],
    error: "is needed for an upload in parts",
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
  uploads: z.array(z.union([presignUploadResponse, presignMultipartResponse, problemSchema])),
});
export type PresignUploadsResponse = z.infer<typeof presignUploadsResponse>;

export const registerImageRequest = z.strictObject({
  key: z.string().min(1).max(1024),
  filename,
  filetype,
  alt: text(MAX_ALT_LENGTH).optional(),
  title: text(MAX_TITLE_LENGTH).optional(),
  visibility: z.enum(VISIBILITIES).optional(),
  /** Of an upload in parts: all of them, in order. */
  parts: completedParts.optional(),
  /** Of a video: the key that presigning gave to a picture of it, which was put there. */
  poster: z.string().min(1).max(1024).optional(),
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
