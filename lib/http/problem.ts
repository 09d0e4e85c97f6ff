import "server-only";
import type { z } from "zod";
import type { Problem } from "@/lib/contracts/problem";
import { AppError, ERRORS } from "@/lib/errors";

/** Errors as RFC 9457 problem documents. What we did not foresee is a 500 that says nothing but the request's id. */
export class InvalidRequest extends AppError {
  constructor(readonly issues: NonNullable<Problem["issues"]>) {
    super("invalid_request", {
      detail: issues.map(({ path, message }) => (path === "" ? message : `${path}: ${message}`)).join("; "),
    });
  }
}

/** Zod's issues as ours: where, and what is wrong there. */
export function toInvalidRequest(error: z.ZodError, prefix = ""): InvalidRequest {
  return new InvalidRequest(
    error.issues.slice(0, 20).map((issue) => ({
      path: [prefix, ...issue.path.map(String)].filter(Boolean).join("."),
      message: issue.message,
    })),
  );
}

export function toAppError(error: unknown): AppError {
  return error instanceof AppError ? error : new AppError("internal_error", { cause: error });
}

export function toProblem(error: AppError, requestId: string): Problem {
  const { status, title } = ERRORS[error.code];
  return {
    type: `about:blank#${error.code}`,
    title,
    status,
    code: error.code,
    ...(error.detail === undefined ? {} : { detail: error.detail }),
    ...(error instanceof InvalidRequest ? { issues: error.issues } : {}),
    ...error.extra,
    requestId,
  };
}

export function problemResponse(error: AppError, requestId: string): Response {
  const problem = toProblem(error, requestId);
  const headers = new Headers({ "content-type": "application/problem+json", "cache-control": "no-store" });
  if (error.retryAfterSeconds !== undefined) headers.set("retry-after", String(error.retryAfterSeconds));
  if (error.code === "not_signed_in") headers.set("www-authenticate", "Bearer");
  return new Response(JSON.stringify(problem), { status: problem.status, headers });
}
