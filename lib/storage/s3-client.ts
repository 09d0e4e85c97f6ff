import "server-only";
import { S3Client, S3ServiceException } from "@aws-sdk/client-s3";
import { env } from "@/lib/env";
import { AppError } from "@/lib/errors";

/** The SDK's clients, with the time-outs that it lacks, and its errors in our words. */

// The SDK waits for ever by default. Two tries of 2.5 s leave a request time to answer 503 within 8 s.
const REQUEST_HANDLER = {
  connectionTimeout: 1_000,
  requestTimeout: 2_500,
  socketTimeout: 2_500,
  throwOnRequestTimeout: true,
} as const;

function makeClient(endpoint: string | undefined): S3Client {
  const { S3_REGION, S3_FORCE_PATH_STYLE } = env();
  return new S3Client({
    region: S3_REGION,
    ...(endpoint === undefined ? {} : { endpoint }),
    forcePathStyle: S3_FORCE_PATH_STYLE,
    maxAttempts: 2,
    requestHandler: REQUEST_HANDLER,
    // By default the SDK signs the CRC32 of an empty body into every presigned PUT, and breaks stores that know no trailers.
    requestChecksumCalculation: "WHEN_REQUIRED",
    responseChecksumValidation: "WHEN_REQUIRED",
  });
}

let server: S3Client | undefined;
let browser: S3Client | undefined;

/** The client for our own calls. */
export function serverClient(): S3Client {
  return (server ??= makeClient(env().S3_ENDPOINT));
}

/** The client that signs what browsers use, which may know the store by another address. */
export function browserClient(): S3Client {
  const address = env().S3_PUBLIC_ENDPOINT;
  return address === undefined ? serverClient() : (browser ??= makeClient(address));
}

/** Whether the store said that there is no such object. */
export function isMissing(error: unknown): boolean {
  return (
    error instanceof S3ServiceException &&
    (error.name === "NoSuchKey" || error.$metadata.httpStatusCode === 404) &&
    error.name !== "NoSuchBucket"
  );
}

/** Whether the store said that the object has no byte in the range: the answer to every range of an empty object. */
export function isBeyondEnd(error: unknown): boolean {
  return error instanceof S3ServiceException && error.$metadata.httpStatusCode === 416;
}

/** Runs a call to the store; whatever keeps it from answering becomes `storage_unavailable`. */
export async function callStore<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    if (error instanceof AppError || isMissing(error)) throw error;
    throw new AppError("storage_unavailable", { cause: error, retryAfterSeconds: 2 });
  }
}
