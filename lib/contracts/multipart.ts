/** Requests and answers of uploads in parts (docs/api.md). */
import { z } from "zod";
import { MAX_PARTS, MAX_SIGNED_PARTS } from "@/lib/images/upload/multipart";
import { base64Of } from "./base64";

const partNumber = z.number().int().min(1).max(MAX_PARTS);
const etag = z.string().min(1).max(256);

/** An upload in parts that has begun: each part but the last has `partSizeBytes`. */
export const presignMultipartResponse = z.strictObject({
  uploadId: z.uuid(),
  key: z.string(),
  partSizeBytes: z.number().int().positive(),
  partCount: z.number().int().positive(),
  /** Until when it may be registered. */
  expiresAt: z.iso.datetime(),
});
export type PresignMultipartResponse = z.infer<typeof presignMultipartResponse>;

export const uploadParams = z.strictObject({ uploadId: z.string().max(100) });

export const signPartsRequest = z
  .strictObject({
    partNumbers: z.array(partNumber).min(1).max(MAX_SIGNED_PARTS),
    /** Base64 of the MD5 of each part, in the order of `partNumbers`. */
    checksums: z.array(base64Of(16)).optional(),
  })
  .refine(({ partNumbers }) => new Set(partNumbers).size === partNumbers.length, {
    path: ["partNumbers"],
    error: "must not name a part twice",
  })
  .refine(
    ({ partNumbers, checksums }) => checksums === undefined || checksums.length === partNumbers.length,
    {
      path: ["checksums"],
      error: "must be as many as the parts",
    },
  );
export type SignPartsRequest = z.input<typeof signPartsRequest>;

/** What lets a browser write each part; `headers` are exactly those that the client must send. */
export const signPartsResponse = z.strictObject({
  parts: z.array(z.strictObject({ partNumber, url: z.url(), headers: z.record(z.string(), z.string()) })),
  /** When these URLs stop working. */
  expiresAt: z.iso.datetime(),
});
export type SignPartsResponse = z.infer<typeof signPartsResponse>;

/** What the bucket has: a resumed upload sends the rest. */
export const uploadPartsResponse = z.strictObject({
  parts: z.array(z.strictObject({ partNumber, size: z.number().int(), etag })),
  partSizeBytes: z.number().int().positive(),
  partCount: z.number().int().positive(),
  expiresAt: z.iso.datetime(),
});
export type UploadPartsResponse = z.infer<typeof uploadPartsResponse>;

/** What an upload is put together from: the ETags that the store gave, without gaps from the first part on. */
export const completedParts = z
  .array(z.strictObject({ partNumber, etag }))
  .min(1)
  .max(MAX_PARTS)
  .refine((parts) => parts.every((part, index) => part.partNumber === index + 1), {
    error: "must name every part once, from 1 on and in order",
  });
