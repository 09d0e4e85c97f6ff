/** Whether a stored object is what its upload declared: the last gate before it becomes an image. */
import type { RefusalReason } from "./formats/refusal";
import type { DeclaredUpload, UploadProblem } from "./upload/upload";
import { tooLarge } from "./upload/upload-policy";

/** What was read from the object itself. */
export type StoredFacts = { readonly sizeBytes: number; readonly sha256: string };

/** Compares size and checksum with what was declared; null when they agree. */
export function checkStoredFacts(declared: DeclaredUpload, stored: StoredFacts): UploadProblem | null {
  if (declared.sizeBytes !== null && declared.sizeBytes !== stored.sizeBytes)
    return sizeProblem(declared.sizeBytes, stored.sizeBytes);
  if (declared.sha256 !== null && declared.sha256 !== stored.sha256) {
    return {
      code: "content_mismatch",
      detail: "The stored bytes differ from the announced ones (SHA-256). Upload the file again.",
    };
  }
  return null;
}

/** Compares sizes alone, which costs no reading; null when they agree and are within the limit. */
export function checkStoredSize(
  declared: DeclaredUpload,
  sizeBytes: number,
  maxBytes: number,
): UploadProblem | null {
  if (sizeBytes > maxBytes) {
    return { code: "unsupported_content", detail: tooLarge(sizeBytes, maxBytes) };
  }
  if (sizeBytes === 0) return { code: "unsupported_content", detail: "The file is empty." };
  return declared.sizeBytes !== null && declared.sizeBytes !== sizeBytes
    ? sizeProblem(declared.sizeBytes, sizeBytes)
    : null;
}

/** What was put with headers that nobody had announced, and that keep it from us. */
export const WITHHELD: UploadProblem = {
  code: "content_mismatch",
  detail:
    "It was sent with headers that were not announced, and cannot be read. Upload the file again, without them.",
};

/** A refusal of the content in the words of an upload's problem. */
export function contentProblem(detail: string, reason: RefusalReason): UploadProblem {
  return {
    code: "unsupported_content",
    detail: reason === "malformed" ? `${detail} The file may be damaged.` : detail,
  };
}

function sizeProblem(declared: number, stored: number): UploadProblem {
  return {
    code: "content_mismatch",
    detail: `${declared} bytes were announced, ${stored} were stored. Upload the file again.`,
  };
}
