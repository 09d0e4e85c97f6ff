// How a signature covers the body: not at all, by its SHA-256, or chunk by chunk (aws-chunked).
import { S3Error } from "../errors";
import type { S3Request } from "../request";
import type { SignatureClaim } from "./signature-claim";
import { scopeText } from "./signature";

/** What is needed to check the chain of chunk signatures, which starts at the request's own. */
export interface ChunkSigning {
  readonly key: Buffer;
  readonly timestamp: string;
  readonly scope: string;
  readonly seedSignature: string;
}

export type PayloadProtection =
  | { readonly kind: "unsigned"; readonly hash: string }
  | { readonly kind: "hashed"; readonly hash: string }
  | {
      readonly kind: "chunked";
      readonly hash: string;
      readonly trailers: boolean;
      readonly signing: ChunkSigning | null;
    };

const unsignedPayload = "UNSIGNED-PAYLOAD";

/** @throws S3Error InvalidRequest or InvalidArgument when x-amz-content-sha256 is missing or none that S3 knows. */
export function readPayloadProtection(
  request: S3Request,
  claim: SignatureClaim,
  key: Buffer,
): PayloadProtection {
  const hash = readPayloadHash(request, claim);
  if (hash === unsignedPayload) return { kind: "unsigned", hash };
  if (/^[0-9a-f]{64}$/.test(hash)) return { kind: "hashed", hash };
  const signing = {
    key,
    timestamp: claim.timestamp,
    scope: scopeText(claim.scope),
    seedSignature: claim.signature,
  };
  switch (hash) {
    case "STREAMING-UNSIGNED-PAYLOAD-TRAILER":
      return { kind: "chunked", hash, trailers: true, signing: null };
    case "STREAMING-AWS4-HMAC-SHA256-PAYLOAD":
      return { kind: "chunked", hash, trailers: false, signing };
    case "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER":
      return { kind: "chunked", hash, trailers: true, signing };
    default:
      throw new S3Error("InvalidArgument", {
        message: `x-amz-content-sha256 must be ${unsignedPayload}, a STREAMING- value or a valid sha256 value.`,
      });
  }
}

function readPayloadHash(request: S3Request, claim: SignatureClaim): string {
  const header = request.headers.get("x-amz-content-sha256");
  if (claim.source === "query") return header ?? request.query.get("X-Amz-Content-Sha256") ?? unsignedPayload;
  if (header !== undefined) return header;
  throw new S3Error("InvalidRequest", {
    message: "Missing required header for this request: x-amz-content-sha256",
  });
}
