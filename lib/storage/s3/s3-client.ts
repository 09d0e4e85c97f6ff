import "server-only";
import { HeadBucketCommand, S3Client, S3ServiceException } from "@aws-sdk/client-s3";
import { z } from "zod";
import { env } from "@/lib/env";
import { AppError } from "@/lib/errors";
import type { CallOptions } from "../object-storage";
import { sparingRetries } from "./sparing-retries";
import { learnStoreTime, storeTime } from "./store-clock";

/** The SDK's clients, with the time-outs that it lacks, and its errors in our words. */

// The SDK waits for ever by default. Two tries of 2.5 s leave a request time to answer 503 within 8 s.
const REQUEST_HANDLER = {
  connectionTimeout: 1_000,
  requestTimeout: 2_500,
  socketTimeout: 2_500,
  throwOnRequestTimeout: true,
} as const;
// Nobody waits for a job, and what it sends and reads is larger.
const PATIENT_HANDLER = { ...REQUEST_HANDLER, requestTimeout: 20_000, socketTimeout: 20_000 } as const;

function makeClient(
  endpoint: string | undefined,
  requestHandler: typeof REQUEST_HANDLER | typeof PATIENT_HANDLER = REQUEST_HANDLER,
): S3Client {
  const { S3_REGION, S3_FORCE_PATH_STYLE } = env();
  const client = new S3Client({
    region: S3_REGION,
    ...(endpoint === undefined ? {} : { endpoint }),
    forcePathStyle: S3_FORCE_PATH_STYLE,
    retryStrategy: sparingRetries(),
    requestHandler,
    // By default the SDK signs the CRC32 of an empty body into every presigned PUT, and breaks stores that know no trailers.
    requestChecksumCalculation: "WHEN_REQUIRED",
    responseChecksumValidation: "WHEN_REQUIRED",
  });
  client.middlewareStack.add(
    (next) => async (args) => {
      const result = await next(args);
      learnStoreTime(dateOf(result.response));
      return result;
    },
    // Closest to the wire: refusals tell the time as well.
    { step: "deserialize", priority: "low", name: "learnStoreTime" },
  );
  return client;
}

function dateOf(response: unknown): string | undefined {
  const parsed = z.object({ headers: z.object({ date: z.string() }) }).safeParse(response);
  return parsed.data?.headers.date;
}

let server: S3Client | undefined;
let job: S3Client | undefined;
let browser: S3Client | undefined;

/** The client for our own calls. */
export function serverClient(): S3Client {
  return (server ??= makeClient(env().S3_ENDPOINT));
}

/** The client for jobs that read and write whole objects. */
export function jobClient(): S3Client {
  return (job ??= makeClient(env().S3_ENDPOINT, PATIENT_HANDLER));
}

/** The client that signs what browsers use, which may know the store by another address. */
export function browserClient(): S3Client {
  const address = env().S3_PUBLIC_ENDPOINT;
  return address === undefined ? serverClient() : (browser ??= makeClient(address));
}

const ASK_TIME_MS = 1_000;

/** What time it is for whoever checks a signature. */
export function signingTime(): Promise<Date> {
  return storeTime(() =>
    serverClient().send(new HeadBucketCommand({ Bucket: env().S3_BUCKET }), {
      abortSignal: AbortSignal.timeout(ASK_TIME_MS),
    }),
  );
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

/** The same, and null when there is no such thing. */
export async function orNull<T>(call: () => Promise<T>): Promise<T | null> {
  try {
    return await callStore(call);
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}

export function sdkOptions(options: CallOptions | undefined) {
  return options?.signal === undefined ? {} : { abortSignal: options.signal };
}

/** What an answer must hold. @throws AppError when the store left it out */
export function requirePart<T>(part: T | undefined, name: string): T {
  if (part === undefined)
    throw new AppError("storage_unavailable", { cause: new Error(`the store's answer has no ${name}`) });
  return part;
}
