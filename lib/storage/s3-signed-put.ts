import "server-only";
import { PutObjectCommand, type S3Client } from "@aws-sdk/client-s3";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
import type { PresignedUpload, PutRequest } from "./object-storage";

/**
 * Signs a PUT of one object with what was declared about it, as far as the store enforces it.
 * @throws what the chain of credentials throws
 */
export async function signPut(
  client: S3Client,
  bucket: string,
  request: PutRequest,
  signingDate = new Date(),
): Promise<PresignedUpload> {
  const { command, headers } = describePut(bucket, request);
  const url = await getSignedUrl(client, command, {
    expiresIn: request.expiresInSeconds,
    signingDate,
    signableHeaders: new Set([...Object.keys(headers), "host", "content-length"]),
    // In the query, where the SDK would put it, S3 ignores the checksum.
    unhoistableHeaders: new Set(["x-amz-checksum-sha256"]),
  });
  return { method: "PUT", url, headers, expiresAt: expiryOf(url) };
}

/** What was declared, as headers to sign and to send. Length goes unnamed: every HTTP client sends it by itself. */
function describePut(bucket: string, { key, filetype, sizeBytes, defences, ...declared }: PutRequest) {
  const sha256 = defences.sha256 ? declared.sha256 : null;
  const md5 = defences.md5 ? declared.md5 : null;
  const onlyOnce = defences.writeOnce && (declared.sha256 !== null || declared.md5 !== null);
  const command = new PutObjectCommand({
    Bucket: bucket,
    Key: key,
    ContentType: filetype,
    ...(sizeBytes === null ? {} : { ContentLength: sizeBytes }),
    ...(sha256 === null ? {} : { ChecksumSHA256: sha256 }),
    ...(md5 === null ? {} : { ContentMD5: md5 }),
    ...(onlyOnce ? { IfNoneMatch: "*" } : {}),
  });
  const headers: Record<string, string> = {
    "content-type": filetype,
    ...(sha256 === null ? {} : { "x-amz-checksum-sha256": sha256 }),
    ...(md5 === null ? {} : { "content-md5": md5 }),
    ...(onlyOnce ? { "if-none-match": "*" } : {}),
  };
  return { command, headers };
}

/** When a presigned URL stops working, read from the URL itself. */
export function expiryOf(url: string): Date {
  const query = new URL(url).searchParams;
  const [, y, m, d, h, min, s] =
    /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(query.get("X-Amz-Date") ?? "") ?? [];
  return new Date(Date.parse(`${y}-${m}-${d}T${h}:${min}:${s}Z`) + Number(query.get("X-Amz-Expires")) * 1000);
}
