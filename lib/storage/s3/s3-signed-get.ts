import "server-only";
import { env } from "@/lib/env";
import { amazonEndpoint, parseEndpoint } from "@/lib/signing/endpoint";
import { signingWindow } from "@/lib/signing/signing-window";
import {
  createQuerySigner,
  type QuerySigner,
  type SigningCredentials,
} from "@/lib/signing/sigv4-query-signer";
import type { GetSigner } from "../object-storage";
import { cacheControlOf, spanOf } from "../url-span";
import { browserClient, callStore, signingTime } from "./s3-client";

/** Opens our own signer, which pins type, disposition and caching in the signature. */
export async function openS3GetSigner(): Promise<GetSigner> {
  // The chain keeps credentials and renews them before they end.
  const credentials = await callStore(() => browserClient().config.credentials());
  const now = await signingTime();
  const signer = signerFor(credentials);
  return (request) => {
    const span = spanOf(request.purpose);
    const { signedAt, expiresInSeconds, expiresAt } = signingWindow({
      now,
      ...span,
      phaseKey: request.phaseKey,
      credentialsExpireAt: credentials.expiration,
    });
    const url = signer.signGet({
      key: request.key,
      signedAt,
      expiresInSeconds,
      overrides: {
        responseContentType: request.filetype,
        responseContentDisposition: request.contentDisposition,
        responseCacheControl: cacheControlOf(span),
      },
    });
    return { url, expiresAt };
  };
}

let made: { readonly credentials: SigningCredentials; readonly signer: QuerySigner } | undefined;

function signerFor(credentials: SigningCredentials): QuerySigner {
  if (made !== undefined && areSame(made.credentials, credentials)) return made.signer;
  const { S3_BUCKET, S3_REGION, S3_ENDPOINT, S3_PUBLIC_ENDPOINT, S3_FORCE_PATH_STYLE } = env();
  const address = S3_PUBLIC_ENDPOINT ?? S3_ENDPOINT;
  const signer = createQuerySigner({
    endpoint: address === undefined ? amazonEndpoint(S3_REGION) : parseEndpoint(address),
    bucket: S3_BUCKET,
    forcePathStyle: S3_FORCE_PATH_STYLE,
    region: S3_REGION,
    credentials,
  });
  made = { credentials, signer };
  return signer;
}

function areSame(one: SigningCredentials, other: SigningCredentials): boolean {
  return (
    one.accessKeyId === other.accessKeyId &&
    one.secretAccessKey === other.secretAccessKey &&
    one.sessionToken === other.sessionToken
  );
}
