/** A "no" from our own API, read from its problem document or from the lack of one. Not yet words for a person. */
import type { JsonAnswer } from "./transport";

export type Refusal = {
  readonly status: number;
  /** A code of lib/errors.ts, or `api_unreachable`, `unreadable_answer`. */
  readonly code: string;
  readonly detail: string | null;
  readonly retryAfterSeconds: number | null;
  /** Of a duplicate: the image that is here already. */
  readonly imageId: string | null;
};

/** The refusal that a whole answer is. */
export function refusalOf(answer: JsonAnswer): Refusal {
  if (answer.status === 0) return bareRefusal("api_unreachable", 0, null);
  const read = readRefusal(answer.body);
  if (read === null) return bareRefusal("unreadable_answer", answer.status, answer.retryAfterSeconds);
  return { ...read, retryAfterSeconds: read.retryAfterSeconds ?? answer.retryAfterSeconds };
}

/** The refusal in one entry of a batch's answer, or null when it is no problem document. */
export function readRefusal(value: unknown): Refusal | null {
  if (!isRecord(value) || typeof value["code"] !== "string" || typeof value["status"] !== "number")
    return null;
  const wait = value["retryAfterSeconds"];
  return {
    status: value["status"],
    code: value["code"],
    detail: readText(value["detail"]) ?? readFirstIssue(value["issues"]),
    retryAfterSeconds: typeof wait === "number" && wait >= 0 ? wait : null,
    imageId: readText(value["imageId"]),
  };
}

export function bareRefusal(code: string, status: number, retryAfterSeconds: number | null): Refusal {
  return { status, code, detail: null, retryAfterSeconds, imageId: null };
}

function readFirstIssue(value: unknown): string | null {
  const first: unknown = Array.isArray(value) ? value[0] : null;
  return isRecord(first) ? readText(first["message"]) : null;
}

export function readText(value: unknown): string | null {
  return typeof value === "string" && value !== "" ? value : null;
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A whole number above zero. */
export function isCount(value: unknown): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value > 0;
}
