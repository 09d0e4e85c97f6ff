// The one gate: a request passes only with a true signature by the one known key, made for this region, in time, over
// every x-amz-* header that it carries. There is no anonymous access.
import { S3Error } from "../errors";
import type { S3Request } from "../request";
import { canonicalRequest } from "./canonical-request";
import { readPayloadProtection, type PayloadProtection } from "./payload-protection";
import { readSignatureClaim, type SignatureClaim } from "./signature-claim";
import { sameSignature, sign, signingKey, stringToSign } from "./signature";

export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** When set, every request must carry it, as with temporary credentials. */
  readonly sessionToken?: string | undefined;
}

export interface VerificationSettings {
  readonly credentials: Credentials;
  readonly region: string;
  readonly now: () => Date;
  /** Takes x-amz-* headers that nobody signed. Only worse stores than S3 do. */
  readonly acceptsUnsignedHeaders?: boolean;
}

/** A request whose signature was verified. Only `verifyRequest` makes one. */
export interface VerifiedRequest extends S3Request {
  readonly protection: PayloadProtection;
}

const maxSkewMs = 15 * 60 * 1000;

/** @throws S3Error in S3's words when anything is wrong; the body has not been looked at then. */
export function verifyRequest(request: S3Request, settings: VerificationSettings): VerifiedRequest {
  const claim = readSignatureClaim(request);
  checkScope(claim, settings.region);
  checkTime(claim, settings.now());
  checkIdentity(claim, settings.credentials);
  if (settings.acceptsUnsignedHeaders !== true) checkAllSigned(claim, request);
  const key = signingKey(settings.credentials.secretAccessKey, claim.scope);
  const protection = readPayloadProtection(request, claim, key);
  const canonical = canonicalRequest(request, claim.signedHeaders, protection.hash);
  const text = stringToSign(claim.timestamp, claim.scope, canonical);
  if (sameSignature(sign(key, text), claim.signature)) return { ...request, protection };
  throw new S3Error("SignatureDoesNotMatch", {
    details: { AWSAccessKeyId: claim.accessKeyId, StringToSign: text, CanonicalRequest: canonical },
  });
}

function checkScope(claim: SignatureClaim, region: string): void {
  const code =
    claim.source === "query" ? "AuthorizationQueryParametersError" : "AuthorizationHeaderMalformed";
  if (claim.scope.region !== region) {
    const message = `The credential is malformed; the region '${claim.scope.region}' is wrong; expecting '${region}'.`;
    throw new S3Error(code, { message, details: { Region: region } });
  }
  if (claim.scope.service !== "s3") {
    throw new S3Error(code, {
      message: `The credential is malformed; incorrect service "${claim.scope.service}".`,
    });
  }
  if (claim.scope.day !== claim.timestamp.slice(0, 8)) {
    throw new S3Error(code, {
      message: `Invalid credential date "${claim.scope.day}": not the date of the request.`,
    });
  }
}

function checkTime(claim: SignatureClaim, now: Date): void {
  const signedAtMs = claim.signedAt.getTime();
  const details = { ServerTime: now.toISOString() };
  if (claim.expiresInSeconds === null) {
    if (Math.abs(signedAtMs - now.getTime()) > maxSkewMs)
      throw new S3Error("RequestTimeTooSkewed", { details });
    return;
  }
  if (signedAtMs - now.getTime() > maxSkewMs) {
    throw new S3Error("AccessDenied", { message: "Request is not valid yet", details });
  }
  const expiresAt = new Date(signedAtMs + claim.expiresInSeconds * 1000);
  if (expiresAt < now) {
    throw new S3Error("AccessDenied", {
      message: "Request has expired",
      details: {
        "X-Amz-Expires": String(claim.expiresInSeconds),
        Expires: expiresAt.toISOString(),
        ...details,
      },
    });
  }
}

function checkIdentity(claim: SignatureClaim, credentials: Credentials): void {
  if (claim.accessKeyId !== credentials.accessKeyId) {
    throw new S3Error("InvalidAccessKeyId", { details: { AWSAccessKeyId: claim.accessKeyId } });
  }
  if (!sameSignature(claim.sessionToken ?? "", credentials.sessionToken ?? ""))
    throw new S3Error("InvalidToken");
}

/** Without this a stranger holding a presigned URL could add an ACL, metadata or a copy source to the request. */
function checkAllSigned(claim: SignatureClaim, request: S3Request): void {
  const mustBeSigned = request.headers.names().filter((name) => name === "host" || name.startsWith("x-amz-"));
  const unsigned = mustBeSigned.filter((name) => !claim.signedHeaders.includes(name));
  if (unsigned.length === 0) return;
  throw new S3Error("AccessDenied", {
    message: "There were headers present in the request which were not signed",
    details: { HeadersNotSigned: unsigned.join(", ") },
  });
}
