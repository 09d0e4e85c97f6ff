import "server-only";
import type { ImageResponse } from "@/lib/contracts/image";
import { toEtag, toImageView } from "@/lib/contracts/image-view";
import type { Problem } from "@/lib/contracts/problem";
import type { RevocationResponse } from "@/lib/contracts/revocation";
import { env } from "@/lib/env";
import { AppError } from "@/lib/errors";
import type { Image } from "@/lib/images/image";
import { describeError, log } from "@/lib/log";
import { toProblem } from "./problem";

/** Results of operations as answers of the API. */

/** The answer to a request for one: its result, or its error thrown for the edge to render. */
export function answerOne<T>(results: readonly (T | AppError)[], render: (result: T) => Response): Response {
  const [result] = results;
  if (result === undefined) throw new AppError("internal_error");
  if (result instanceof AppError) throw result;
  return render(result);
}

/** The answers to a request for many, in order: each a result or its problem. */
export function answerEach<T, R>(
  results: readonly (T | AppError)[],
  requestId: string,
  render: (result: T) => R,
): (R | Problem)[] {
  return results.map((result) => {
    if (!(result instanceof AppError)) return render(result);
    if (result.cause !== undefined) log.error({ requestId, error: describeError(result.cause) });
    return toProblem(result, requestId);
  });
}

/** An image with its entity tag, which `If-Match` of a later change may name. */
export function answerImage(image: Image, status = 200): Response {
  const headers = { etag: toEtag(image), "cache-control": "private, no-cache" };
  return Response.json(imageBody(image), { status, headers });
}

export function imageBody(image: Image): ImageResponse {
  return { image: toImageView(image, env().NEXTAUTH_URL) };
}

export function revocationBody({
  image,
  lastUrlUntil,
  ...rest
}: {
  image: Image;
  state: RevocationResponse["state"];
  lastUrlUntil: Date | null;
  oldObjectsGone: boolean;
  copiesMayRemain: boolean;
}): RevocationResponse {
  return { ...imageBody(image), ...rest, lastUrlUntil: lastUrlUntil?.toISOString() ?? null };
}

/**
 * A redirect to a signed URL, kept by the one browser for `keptSeconds`: a kept redirect must never lead to a URL that
 * has stopped working, nor somebody to what another person or another browser was given.
 */
export function redirectToSigned(url: string, keptSeconds: number): Response {
  return new Response(null, {
    status: 302,
    headers: {
      location: url,
      "cache-control": keptSeconds === 0 ? "no-store" : `private, max-age=${keptSeconds}`,
      vary: "accept, cookie, authorization",
    },
  });
}
