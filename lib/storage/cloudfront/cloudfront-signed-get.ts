import "server-only";
import { getSignedUrl } from "@aws-sdk/cloudfront-signer";
import { env } from "@/lib/env";
import type { GetRequest, SignedGet } from "../object-storage";
import { cacheControlOf, spanOf } from "../url-span";
import { signingWindow } from "@/lib/signing/signing-window";

/** The distribution in front of the bucket, and the key that its key group trusts. */
export type Distribution = {
  readonly url: string;
  readonly keyPairId: string;
  /** RSA: its signature of the same thing is the same, in every process. */
  readonly privateKey: string;
};

/** Null when pictures come from the bucket itself. */
export function distribution(): Distribution | null {
  const {
    CLOUDFRONT_URL: url,
    CLOUDFRONT_KEY_PAIR_ID: keyPairId,
    CLOUDFRONT_PRIVATE_KEY: privateKey,
  } = env();
  if (url === undefined || keyPairId === undefined || privateKey === undefined) return null;
  return { url, keyPairId, privateKey };
}

/**
 * Signs a GET by way of CloudFront: a canned policy, with SHA-256. Type, disposition and caching are in the address, which
 * is signed as a whole; the distribution hands them on to the bucket (docs/operations.md). Edges look at their own clock,
 * and so do we.
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/private-content-creating-signed-url-canned-policy.html
 */
export function signCloudFrontGet(
  { url, keyPairId, privateKey }: Distribution,
  request: GetRequest,
  now: Date = new Date(),
): SignedGet {
  const span = spanOf(request.purpose);
  const { expiresAt } = signingWindow({ now, ...span, phaseKey: request.phaseKey });
  const overrides = new URLSearchParams({
    "response-cache-control": cacheControlOf(span),
    "response-content-disposition": request.contentDisposition,
    "response-content-type": request.filetype,
  });
  // A plus sign is a space to some and itself to others.
  const query = overrides.toString().replaceAll("+", "%20");
  const address = `${url.replace(/\/+$/, "")}/${request.key}?${query}`;
  const sign = () =>
    getSignedUrl({ url: address, keyPairId, privateKey, dateLessThan: expiresAt, algorithm: "SHA256" });
  return { url: remembered(`${address} ${expiresAt.getTime()}`, sign), expiresAt };
}

/** Of what one screen after the other shows; a signature costs a thousand times what looking it up does. */
const MOST_REMEMBERED = 10_000;
const signatures = new Map<string, string>();

function remembered(what: string, sign: () => string): string {
  const known = signatures.get(what);
  if (known !== undefined) return known;
  const made = sign();
  // A map keeps the order of insertion: the first one is the oldest.
  const [oldest] = signatures.keys();
  if (signatures.size >= MOST_REMEMBERED && oldest !== undefined) signatures.delete(oldest);
  signatures.set(what, made);
  return made;
}
