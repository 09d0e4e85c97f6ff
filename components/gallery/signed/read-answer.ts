/**
 * Tells an answer of our API from anything else that may arrive in its place, such as a proxy's page. The fields are
 * the server's promise, which its contract and tests keep; checking each again would cost the browser a schema library.
 */
import type { PicturesResponse } from "@/lib/contracts/display";

/** A request that got no answer of use; `status` is that of HTTP. */
export class FailedRequest extends Error {
  constructor(readonly status: number) {
    super(`answered ${String(status)}`);
  }
}

/** The body of a successful answer that passes the look. @throws FailedRequest */
export async function readAnswer<T>(
  response: Response,
  isExpected: (body: unknown) => body is T,
): Promise<T> {
  if (!response.ok) throw new FailedRequest(response.status);
  const body: unknown = await response.json().catch(() => null);
  if (!isExpected(body)) throw new FailedRequest(response.status);
  return body;
}

export function isPicturePage(body: unknown): body is PicturesResponse {
  return typeof body === "object" && body !== null && "pictures" in body && Array.isArray(body.pictures);
}
