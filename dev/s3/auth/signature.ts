// The arithmetic of Signature Version 4: scope, signing key, string to sign, and a comparison that tells nothing by its
// duration.
import { createHash, createHmac, timingSafeEqual } from "node:crypto";

export const emptySha256 = sha256Hex("");

export interface CredentialScope {
  /** YYYYMMDD */
  readonly day: string;
  readonly region: string;
  readonly service: string;
}

export function scopeText(scope: CredentialScope): string {
  return `${scope.day}/${scope.region}/${scope.service}/aws4_request`;
}

export function sha256Hex(data: string | Buffer): string {
  return createHash("sha256").update(data).digest("hex");
}

export function signingKey(secretAccessKey: string, scope: CredentialScope): Buffer {
  const day = hmac(`AWS4${secretAccessKey}`, scope.day);
  return hmac(hmac(hmac(day, scope.region), scope.service), "aws4_request");
}

/** @param timestamp ISO 8601 basic, `YYYYMMDDTHHMMSSZ` */
export function stringToSign(timestamp: string, scope: CredentialScope, canonicalRequest: string): string {
  return ["AWS4-HMAC-SHA256", timestamp, scopeText(scope), sha256Hex(canonicalRequest)].join("\n");
}

export function sign(key: Buffer, text: string): string {
  return hmac(key, text).toString("hex");
}

export function sameSignature(a: string, b: string): boolean {
  const left = Buffer.from(a);
  const right = Buffer.from(b);
  return left.length === right.length && timingSafeEqual(left, right);
}

function hmac(key: string | Buffer, text: string): Buffer {
  return createHmac("sha256", key).update(text).digest();
}
