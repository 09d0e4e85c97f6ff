import "server-only";
import { PutObjectCommand, type S3Client } from "@aws-sdk/client-s3";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
import { signingWindow } from "@/lib/signing/signing-window";
import type { PresignedUpload, PutRequest } from "../object-storage";

/**
 * Signs a PUT of one object with what was declared about it, as far as the store enforces it.
 * @throws what the chain of credentials throws
 */
export async function signPut(
  client: S3Client,
  bucket: string,
  request: PutRequest,
  now = new Date(),
): Promise<PresignedUpload> {
  const { command, headers } = describePut(bucket, request);
  const { expiresAt, ...life } = await lifeOf(client, request.expiresInSeconds, now);
  const url = await getSignedUrl(client, command, {
    ...life,
    signableHeaders: new Set([...Object.keys(headers), "host", "content-length"]),
    // In the query, where the SDK would put it, S3 ignores the checksum.
    unhoistableHeaders: new Set(["x-amz-checksum-sha256"]),
  });
  return { method: "PUT", url, headers, expiresAt };
}

/**
 * From when and for how long a URL signed at `now` works: never past the end of temporary credentials.
 * @throws RangeError when those have ended already
 */
export async function lifeOf(client: S3Client, lifeSeconds: number, now: Date) {
  const { expiration } = await client.config.credentials();
  const { signedAt, expiresInSeconds, expiresAt } = signingWindow({
    now,
    lifeSeconds,
    windowSeconds: 0,
    phaseKey: "",
    credentialsExpireAt: expiration,
  });
  return { signingDate: signedAt, expiresIn: expiresInSeconds, expiresAt };
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
