/**
 * Tells an answer of our API from anything else that may arrive in its place, such as a proxy's page. The fields are
 * the server's promise, which its contract and tests keep; checking each again would cost the browser a schema library.
 */
import type { ListImagesResponse } from "@/lib/contracts/image";

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

export function isImagePage(body: unknown): body is ListImagesResponse {
  return typeof body === "object" && body !== null && "images" in body && Array.isArray(body.images);
}
