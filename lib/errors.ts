/**
 * Every error the product can answer with: code -> status, title, whose fault it is.
 * The union of codes, the HTTP statuses and the page in docs/api.md come from this one table.
 */
export const ERRORS = {
  invalid_request: { status: 400, title: "The request is not valid", fault: "caller" },
  not_signed_in: { status: 401, title: "Sign in first", fault: "caller" },
  not_allowed: { status: 403, title: "You may not do this", fault: "caller" },
  cross_site_request: { status: 403, title: "The request came from another site", fault: "caller" },
  not_found: { status: 404, title: "There is nothing here", fault: "caller" },
  image_not_found: { status: 404, title: "There is no such image", fault: "caller" },
  variant_not_found: { status: 404, title: "There is no picture to show of this image", fault: "caller" },
  upload_not_found: { status: 404, title: "There is no such upload", fault: "caller" },
  body_too_slow: { status: 408, title: "The request did not arrive in time", fault: "caller" },
  object_missing: { status: 409, title: "The file has not arrived yet", fault: "caller" },
  variant_not_ready: { status: 409, title: "The picture is still being made", fault: "caller" },
  registration_in_progress: { status: 409, title: "The upload is being registered", fault: "caller" },
  duplicate_image: { status: 409, title: "This image is already here", fault: "caller" },
  upload_expired: { status: 410, title: "The upload has expired", fault: "caller" },
  revision_conflict: { status: 412, title: "The image was changed in the meantime", fault: "caller" },
  file_too_large: { status: 413, title: "The file is too large", fault: "caller" },
  body_too_large: { status: 413, title: "The request is too large", fault: "caller" },
  unsupported_media_type: { status: 415, title: "This type of file is not accepted", fault: "caller" },
  json_required: { status: 415, title: "The request must be JSON", fault: "caller" },
  content_mismatch: { status: 422, title: "The file differs from what was announced", fault: "caller" },
  unsupported_content: { status: 422, title: "The file's content is not accepted", fault: "caller" },
  poster_refused: { status: 422, title: "The poster is not accepted", fault: "caller" },
  too_many_requests: { status: 429, title: "Too many requests", fault: "caller" },
  internal_error: { status: 500, title: "Something went wrong on our side", fault: "us" },
  overloaded: { status: 503, title: "The server has too much to do at the moment", fault: "us" },
  storage_unavailable: { status: 503, title: "The image store does not answer", fault: "dependency" },
  database_unavailable: { status: 503, title: "The database does not answer", fault: "dependency" },
  quota_exceeded: { status: 507, title: "The storage quota is used up", fault: "caller" },
} as const satisfies Record<string, { status: number; title: string; fault: "caller" | "us" | "dependency" }>;

export type ErrorCode = keyof typeof ERRORS;

const BRAND = Symbol.for("signet.app-error");

/**
 * A failed gate or a broken dependency.
 * `detail` may be shown to the caller; `cause` is for the log alone.
 */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly detail: string | undefined;
  readonly retryAfterSeconds: number | undefined;
  /** More members of the problem document, e.g. `imageId` of a duplicate. */
  readonly extra: Readonly<Record<string, unknown>>;
  readonly [BRAND] = true;

  /** Pages and routes are built apart, each with a copy of this class: what one threw, the other must know too. */
  static override [Symbol.hasInstance](value: unknown): boolean {
    if (this !== AppError) return Object.prototype.isPrototypeOf.call(this.prototype, Object(value));
    return typeof value === "object" && value !== null && BRAND in value;
  }

  constructor(
    code: ErrorCode,
    options: {
      detail?: string;
      cause?: unknown;
      retryAfterSeconds?: number;
      extra?: Record<string, unknown>;
    } = {},
  ) {
    super(`${code}: ${options.detail ?? ERRORS[code].title}`, { cause: options.cause });
    this.name = "AppError";
    this.code = code;
    this.detail = options.detail;
    this.retryAfterSeconds = options.retryAfterSeconds;
    this.extra = options.extra ?? {};
  }
}
