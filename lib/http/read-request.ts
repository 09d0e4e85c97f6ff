import "server-only";
import type { z } from "zod";
import { env } from "@/lib/env";
import { AppError } from "@/lib/errors";
import { InvalidRequest, toInvalidRequest } from "./problem";

/** Reads what a request carries, bounded and checked, and asks where it comes from. */
const MAX_BODY_BYTES = 256 * 1024;

type ReadableHeaders = Pick<Headers, "get">;

/** Parses with a contract's schema. @throws InvalidRequest with every issue, `prefix` telling in which part */
export function parseInput<T extends z.ZodType>(schema: T, value: unknown, prefix = ""): z.output<T> {
  const result = schema.safeParse(value);
  if (!result.success) throw toInvalidRequest(result.error, prefix);
  return result.data;
}

/** Query parameters as a record. @throws InvalidRequest for one that is given twice */
export function readQuery(params: URLSearchParams): Record<string, string> {
  const seen = new Map<string, string>();
  for (const [name, value] of params) {
    if (seen.has(name)) throw new InvalidRequest([{ path: name, message: "is given more than once" }]);
    seen.set(name, value);
  }
  return Object.fromEntries(seen);
}

/** The JSON body. @throws AppError `json_required`, `body_too_large`, `invalid_request` */
export async function readJson(request: Request): Promise<unknown> {
  const type = request.headers.get("content-type") ?? "";
  if (!/^application\/(?:[\w.-]+\+)?json\s*(;|$)/i.test(type)) {
    throw new AppError("json_required", { detail: "Send `Content-Type: application/json`." });
  }
  const text = await readBounded(request);
  try {
    return JSON.parse(text);
  } catch {
    throw new AppError("invalid_request", { detail: "The body is not JSON." });
  }
}

/** The body of a form. @throws AppError `body_too_large`, `invalid_request` */
export async function readForm(request: Request): Promise<URLSearchParams> {
  const type = request.headers.get("content-type") ?? "";
  if (!/^application\/x-www-form-urlencoded\s*(;|$)/i.test(type)) {
    throw new AppError("invalid_request", {
      detail: "Send `Content-Type: application/x-www-form-urlencoded`.",
    });
  }
  return new URLSearchParams(await readBounded(request));
}

async function readBounded(request: Request): Promise<string> {
  const tooLarge = new AppError("body_too_large", {
    detail: `At most ${MAX_BODY_BYTES} bytes are accepted.`,
  });
  if (Number(request.headers.get("content-length") ?? 0) > MAX_BODY_BYTES) throw tooLarge;
  const chunks: Uint8Array[] = [];
  let total = 0;
  for await (const chunk of request.body ?? []) {
    total += chunk.byteLength;
    if (total > MAX_BODY_BYTES) throw tooLarge;
    chunks.push(chunk);
  }
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(Buffer.concat(chunks));
  } catch {
    throw new AppError("invalid_request", { detail: "The body is not UTF-8." });
  }
}

/** The revision that `If-Match` names, null when it names none. @throws AppError for a tag that is none of ours */
export function readIfMatch(request: Request): number | null {
  const header = request.headers.get("if-match");
  if (header === null || header === "*") return null;
  const [, revision] = /^"(\d{1,9})"$/.exec(header) ?? [];
  if (revision === undefined)
    throw new AppError("revision_conflict", { detail: "`If-Match` names no revision of this image." });
  return Number(revision);
}

/**
 * A write with a session cookie must come from our own pages: browsers say so in `Sec-Fetch-Site`, older ones in
 * `Origin`. Neither: refused, since a browser sends at least one with every write.
 * @throws AppError `cross_site_request`
 */
export function requireSameOrigin(headers: ReadableHeaders): void {
  const site = headers.get("sec-fetch-site");
  const origin = headers.get("origin");
  const own = new URL(env().NEXTAUTH_URL).origin;
  const sameSite = site === null || site === "same-origin";
  const sameOrigin =
    origin === null || origin === own || (site === "same-origin" && origin === hostOrigin(headers));
  if (sameSite && sameOrigin && (site !== null || origin !== null)) return;
  throw new AppError("cross_site_request", {
    detail: "Changes are accepted from this site's own pages only.",
  });
}

/** The product may answer at more addresses than its configured one (localhost and 127.0.0.1, say). */
function hostOrigin(headers: ReadableHeaders): string {
  // Next sets it where no proxy did.
  const isSecure = headers.get("x-forwarded-proto")?.includes("https") === true;
  return `${isSecure ? "https" : "http"}://${headers.get("host") ?? ""}`;
}
