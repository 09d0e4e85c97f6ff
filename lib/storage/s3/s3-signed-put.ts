import "server-only";
import type { S3Client } from "@aws-sdk/client-s3";
import { signingWindow } from "@/lib/signing/signing-window";
import type { PresignedUpload, PutRequest } from "../object-storage";
import { presignWrite } from "./presign-write";

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
  const headers = describePut(request);
  const { key, sizeBytes } = request;
  const { expiresAt, ...life } = await lifeOf(client, request.expiresInSeconds, now);
  // Length goes unnamed in what is to be sent: every HTTP client sends it by itself.
  const length = sizeBytes === null ? {} : { "content-length": String(sizeBytes) };
  const signed = { bucket, key, query: { "x-id": "PutObject" }, headers: { ...headers, ...length } };
  const url = await presignWrite(client, { ...signed, ...life });
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

/** What was declared, as headers to sign and to send. */
function describePut({ filetype, defences, ...declared }: PutRequest): Record<string, string> {
  const sha256 = defences.sha256 ? declared.sha256 : null;
  const md5 = defences.md5 ? declared.md5 : null;
  const onlyOnce = defences.writeOnce && (declared.sha256 !== null || declared.md5 !== null);
  return {
    "content-type": filetype,
    ...(sha256 === null ? {} : { "x-amz-checksum-sha256": sha256 }),
    ...(md5 === null ? {} : { "content-md5": md5 }),
    ...(onlyOnce ? { "if-none-match": "*" } : {}),
  };
}
