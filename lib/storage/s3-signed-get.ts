import "server-only";
import { GetObjectCommand } from "@aws-sdk/client-s3";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
import { env } from "@/lib/env";
import type { GetRequest, SignedGet } from "./object-storage";
import { browserClient, callStore } from "./s3-client";

const DOWNLOAD_SECONDS = 60;

/** Signs a GET of one object, with type, disposition and caching pinned in the signature. */
export async function signGet(request: GetRequest): Promise<SignedGet> {
  return callStore(async () => {
    const signedAt = new Date();
    const expiresIn = request.purpose === "download" ? DOWNLOAD_SECONDS : env().SIGNED_URL_TTL_SECONDS;
    const url = await getSignedUrl(
      browserClient(),
      new GetObjectCommand({
        Bucket: env().S3_BUCKET,
        Key: request.key,
        ResponseContentType: request.filetype,
        ResponseContentDisposition: request.contentDisposition,
        ResponseCacheControl: `private, max-age=${expiresIn}, immutable`,
      }),
      { expiresIn, signingDate: signedAt },
    );
    return { url, expiresAt: new Date(signedAt.getTime() + expiresIn * 1000) };
  });
}
