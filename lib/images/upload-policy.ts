/** What may be uploaded: one object from which the request's check, the browser's check and the texts derive. */
import { acceptedNames, type MediaType, parseMediaType } from "./media-type";

export type UploadPolicy = {
  readonly maxBytes: number;
};

/** Limits on what a picture may unfold to, checked on its header before anything decodes it. */
export const PIXEL_LIMITS = { maxPixels: 120_000_000, maxSidePx: 30_000, maxFrames: 1_000 } as const;

/** How many files one batch request may name. */
export const MAX_BATCH = 100;

export type DeclaredFile = {
  readonly filename: string;
  readonly filetype: string;
  readonly sizeBytes: number | null;
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
  if (file.sizeBytes !== null && file.sizeBytes > policy.maxBytes) {
    return {
      ok: false,
      code: "file_too_large",
      detail: `The file has ${formatBytes(file.sizeBytes)}; at most ${formatBytes(policy.maxBytes)} are accepted.`,
    };
  }
  return { ok: true, filetype };
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
