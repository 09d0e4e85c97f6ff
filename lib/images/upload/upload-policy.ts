/** What may be uploaded: one object from which the request's check, the browser's check and the texts derive. */
import type { Kind } from "../image";
import { acceptedNames, kindOf, type MediaType, parseMediaType } from "../media-type";

export type UploadPolicy = {
  /** The largest file of each kind. */
  readonly maxBytes: Readonly<Record<Kind, number>>;
};

/** The policy that the settings make. */
export function policyOf(settings: {
  readonly MAX_UPLOAD_BYTES: number;
  readonly MAX_VIDEO_BYTES: number;
  readonly MAX_FILE_BYTES: number;
}): UploadPolicy {
  const { MAX_UPLOAD_BYTES, MAX_VIDEO_BYTES, MAX_FILE_BYTES } = settings;
  return { maxBytes: { image: MAX_UPLOAD_BYTES, video: MAX_VIDEO_BYTES, file: MAX_FILE_BYTES } };
}

/** More than that S3 takes in parts only. */
export const MAX_SINGLE_PUT_BYTES = 5 * 1024 ** 3;

/** Limits on what a picture may unfold to, checked on its header before anything decodes it. */
export const PIXEL_LIMITS = { maxPixels: 120_000_000, maxSidePx: 30_000, maxFrames: 1_000 } as const;

/** How many files one batch request may name. */
export const MAX_BATCH = 100;

export type DeclaredFile = {
  readonly filename: string;
  readonly filetype: string;
  readonly sizeBytes: number | null;
  readonly multipart?: boolean | undefined;
};

export type PolicyAnswer =
  | { readonly ok: true; readonly filetype: MediaType }
  | {
      readonly ok: false;
      readonly code: "unsupported_media_type" | "file_too_large" | "invalid_request";
      readonly detail: string;
    };

/** Checks what is declared about a file, in the browser before any request and on the server at presign. */
export function checkDeclaredFile(file: DeclaredFile, policy: UploadPolicy): PolicyAnswer {
  const filetype = parseMediaType(file.filetype);
  if (filetype === null) {
    return {
      ok: false,
      code: "unsupported_media_type",
      detail: `${nameType(file.filetype)} is not accepted. Choose a ${acceptedNames}.`,
    };
  }
  if (file.sizeBytes === 0) return { ok: false, code: "invalid_request", detail: "The file is empty." };
  const sizeBytes = file.sizeBytes ?? 0;
  const maxBytes = policy.maxBytes[kindOf(filetype)];
  if (sizeBytes > maxBytes)
    return { ok: false, code: "file_too_large", detail: tooLarge(sizeBytes, maxBytes) };
  if (file.multipart !== true && sizeBytes > MAX_SINGLE_PUT_BYTES) {
    const detail = `Send a file above ${formatBytes(MAX_SINGLE_PUT_BYTES)} in parts (multipart).`;
    return { ok: false, code: "file_too_large", detail };
  }
  return { ok: true, filetype };
}

/** For people: how large the file is, and may be. */
export function tooLarge(sizeBytes: number, maxBytes: number): string {
  return `The file has ${formatBytes(sizeBytes)}; at most ${formatBytes(maxBytes)} are accepted.`;
}

function nameType(filetype: string): string {
  return filetype === "" ? "A file of unknown type" : `The type ${filetype.slice(0, 80)}`;
}

const UNITS = ["bytes", "KB", "MB", "GB", "TB"] as const;

/** A size for people, in powers of 1,000: `4.2 MB`. */
export function formatBytes(bytes: number): string {
  let power = 0;
  let value = bytes;
  // 999.9 would be shown as 1000: it belongs to the next unit.
  while (value >= 999.5 && power < UNITS.length - 1) {
    value /= 1000;
    power += 1;
  }
  const text = power === 0 || value >= 99.95 ? Math.round(value).toString() : value.toFixed(1);
  return `${text} ${UNITS[power] ?? "bytes"}`;
}
