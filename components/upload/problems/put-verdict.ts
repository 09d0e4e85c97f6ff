/** What the image store's answer to a PUT means for the file, apart from the case that there was no answer. */
import type { PutAnswer } from "../transport/transport";
import { ownFailure, type UploadFailure } from "./upload-failure";

export type PutVerdict =
  | { readonly kind: "stored" }
  /** The URL's time was over; a new one may be asked for once. */
  | { readonly kind: "expired" }
  | { readonly kind: "again"; readonly failure: UploadFailure; readonly retryAfterSeconds: number | null }
  | { readonly kind: "failed"; readonly failure: UploadFailure };

/** Judges an answer with a status other than 0; `expired` is what the URL's own end and the clock say. */
export function judgePut(answer: PutAnswer, expired: boolean): PutVerdict {
  const { status, retryAfterSeconds } = answer;
  if (status >= 200 && status < 300) return { kind: "stored" };
  // If-None-Match: * was signed, so 412 says that these bytes arrived before, in an attempt whose answer was lost.
  if (status === 412) return { kind: "stored" };
  const code = readStoreCode(answer.body);
  if (status === 403 || code === "ExpiredToken") return judgeDenial(answer, code, expired);
  // 409: another attempt of ours at the same key has not ended yet.
  if (status >= 500 || status === 429 || status === 408 || status === 409 || code === "RequestTimeout") {
    return { kind: "again", failure: ownFailure("store_busy", said(status, code)), retryAfterSeconds };
  }
  return {
    kind: "failed",
    failure: ownFailure(isDamage(code) ? "content_mismatch" : "store_refused", said(status, code)),
  };
}

function judgeDenial(answer: PutAnswer, code: string | null, expired: boolean): PutVerdict {
  const late = expired || code === "ExpiredToken" || /request has expired/i.test(answer.body);
  if (late) return { kind: "expired" };
  return { kind: "failed", failure: ownFailure("store_denied", said(answer.status, code)) };
}

/** The store got other bytes than those whose length or checksum was signed. */
function isDamage(code: string | null): boolean {
  return (
    code !== null &&
    /^(BadDigest|InvalidDigest|IncompleteBody|XAmzContentChecksumMismatch|XAmzContentSHA256Mismatch)$/.test(
      code,
    )
  );
}

/** The code in the store's XML, when the browser may read it. */
function readStoreCode(body: string): string | null {
  return /<Code>([A-Za-z0-9]{1,60})<\/Code>/.exec(body)?.[1] ?? null;
}

function said(status: number, code: string | null): string {
  return `The store answered ${status}${code === null ? "" : ` (${code})`}.`;
}
