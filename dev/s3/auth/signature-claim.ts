// What a request says of its own signature: in the query (presigned) or in the Authorization header. Parsed strictly,
// believed by nobody until verify-request has checked it.
import { S3Error, type S3ErrorCode } from "../errors";
import type { S3Request } from "../request";
import type { CredentialScope } from "./signature";

export interface SignatureClaim {
  readonly source: "query" | "header";
  readonly accessKeyId: string;
  readonly scope: CredentialScope;
  readonly signedHeaders: readonly string[];
  readonly signature: string;
  /** ISO 8601 basic, `YYYYMMDDTHHMMSSZ` */
  readonly timestamp: string;
  readonly signedAt: Date;
  /** Only presigned requests have one. */
  readonly expiresInSeconds: number | null;
  readonly sessionToken: string | null;
}

const algorithm = "AWS4-HMAC-SHA256";
const maxExpiresSeconds = 604_800;
const queryNames = ["Algorithm", "Credential", "Signature", "Date", "SignedHeaders", "Expires"] as const;

/** @throws S3Error AccessDenied for an anonymous request; the malformed-authorization codes otherwise. */
export function readSignatureClaim(request: S3Request): SignatureClaim {
  const header = request.headers.get("authorization");
  const inQuery = request.query.has("X-Amz-Signature") || request.query.has("X-Amz-Algorithm");
  if (header !== undefined && inQuery) {
    throw new S3Error("InvalidArgument", { message: "Only one auth mechanism allowed." });
  }
  if (inQuery) return readQueryClaim(request.query);
  if (header !== undefined) return readHeaderClaim(header, request);
  if (request.query.has("Signature")) throw unsupportedMechanism();
  throw new S3Error("AccessDenied");
}

function readQueryClaim(query: ReadonlyMap<string, string>): SignatureClaim {
  const code = "AuthorizationQueryParametersError";
  const [named, credential, signature, timestamp, signedHeaders, expires] = queryNames.map((name) =>
    query.get(`X-Amz-${name}`),
  );
  if (!named || !credential || !signature || !timestamp || !signedHeaders || !expires) {
    const message = `A presigned request requires the parameters ${queryNames.map((name) => `X-Amz-${name}`).join(", ")}.`;
    throw new S3Error(code, { message });
  }
  if (named !== algorithm) throw unsupportedMechanism();
  const { accessKeyId, scope } = readCredential(credential, code);
  return {
    source: "query",
    accessKeyId,
    scope,
    signedHeaders: signedHeaders.split(";"),
    signature,
    timestamp,
    signedAt: readTimestamp(timestamp, code),
    expiresInSeconds: readExpires(expires),
    sessionToken: query.get("X-Amz-Security-Token") ?? null,
  };
}

const headerPattern =
  /^AWS4-HMAC-SHA256\s+Credential=(?<credential>[^,\s]+),\s*SignedHeaders=(?<signedHeaders>[^,\s]+),\s*Signature=(?<signature>[0-9a-f]+)$/;

function readHeaderClaim(header: string, request: S3Request): SignatureClaim {
  const code = "AuthorizationHeaderMalformed";
  if (!header.startsWith(`${algorithm} `)) throw unsupportedMechanism();
  const { credential, signedHeaders, signature } = headerPattern.exec(header)?.groups ?? {};
  if (!credential || !signedHeaders || !signature) throw new S3Error(code);
  const timestamp = request.headers.get("x-amz-date");
  if (timestamp === undefined) {
    throw new S3Error("AccessDenied", { message: "AWS authentication requires a valid x-amz-date header." });
  }
  const { accessKeyId, scope } = readCredential(credential, code);
  return {
    source: "header",
    accessKeyId,
    scope,
    signedHeaders: signedHeaders.split(";"),
    signature,
    timestamp,
    signedAt: readTimestamp(timestamp, code),
    expiresInSeconds: null,
    sessionToken: request.headers.get("x-amz-security-token") ?? null,
  };
}

function readCredential(text: string, code: S3ErrorCode): { accessKeyId: string; scope: CredentialScope } {
  const [accessKeyId, day, region, service, terminator, ...rest] = text.split("/");
  if (!accessKeyId || !day || !region || !service || terminator !== "aws4_request" || rest.length > 0) {
    const form = "<your-akid>/YYYYMMDD/REGION/SERVICE/aws4_request";
    throw new S3Error(code, { message: `The credential is malformed; expecting "${form}".` });
  }
  return { accessKeyId, scope: { day, region, service } };
}

function readTimestamp(text: string, code: S3ErrorCode): Date {
  const match = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(text);
  const [, year, month, day, hour, minute, second] = match ?? [];
  const date = new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  if (match !== null && !Number.isNaN(date.getTime())) return date;
  throw new S3Error(code, { message: "X-Amz-Date must be in the ISO8601 format \"yyyyMMdd'T'HHmmss'Z'\"." });
}

function readExpires(text: string): number {
  const code = "AuthorizationQueryParametersError";
  if (/^-\d+$/.test(text)) throw new S3Error(code, { message: "X-Amz-Expires must be non-negative." });
  if (!/^\d+$/.test(text)) throw new S3Error(code, { message: "X-Amz-Expires should be a number." });
  const seconds = Number(text);
  if (seconds <= maxExpiresSeconds) return seconds;
  throw new S3Error(code, {
    message: `X-Amz-Expires must be less than a week: at most ${maxExpiresSeconds} seconds.`,
  });
}

function unsupportedMechanism(): S3Error {
  return new S3Error("InvalidRequest", {
    message: `The authorization mechanism you have provided is not supported. Please use ${algorithm}.`,
  });
}
